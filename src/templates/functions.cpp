#include "functions.hpp"

#include <array>

namespace skiff::templates {

const Function* find_function(std::string_view name) {
  const std::array parts = {comparison_functions(), printing_functions(), container_functions(), engine_functions()};
  for (const auto& part : parts)
    for (const Function& function : part)
      if (function.name == name) return &function;
  return nullptr;
}

Result<std::string_view> text_argument(const Value& value) {
  if (value.is(Kind::text)) return value.text();
  if (value.is(Kind::none) || value.is(Kind::nil)) return fail(ErrorKind::invalid, "invalid value; expected string");
  return fail(ErrorKind::invalid, "wrong type for value; expected string; got {}", value.type());
}

Result<std::int64_t> integer_argument(const Value& value) {
  if (value.is(Kind::integer) && (value.source()->is_int64() || value.bits() <= std::numeric_limits<std::int64_t>::max()))
    return static_cast<std::int64_t>(value.bits());
  if (value.is(Kind::none) || value.is(Kind::nil)) return fail(ErrorKind::invalid, "invalid value; expected int");
  return fail(ErrorKind::invalid, "wrong type for value; expected int; got {}", value.type());
}

}  // namespace skiff::templates
