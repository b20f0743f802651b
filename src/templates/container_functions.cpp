#include <array>

#include "functions.hpp"

namespace skiff::templates {

namespace {

/// Errors: invalid, in the words of `index` and `slice`.
Result<std::size_t> position(const Value& value, std::size_t most) {
  if (value.is(Kind::none) || value.is(Kind::nil)) return fail(ErrorKind::invalid, "cannot index slice/array with nil");
  if (!value.is(Kind::integer)) return fail(ErrorKind::invalid, "cannot index slice/array with type {}", value.type());
  if (value.is_negative()) return fail(ErrorKind::invalid, "index out of range: {}", static_cast<std::int64_t>(value.bits()));
  if (value.bits() > most) return fail(ErrorKind::invalid, "index out of range: {}", value.bits());
  return value.bits();
}

Result<Value> index_once(Memory& memory, const Value& item, const Value& key) {
  switch (item.kind()) {
    case Kind::none:
    case Kind::nil: return fail(ErrorKind::invalid, "index of nil pointer");
    case Kind::map: {
      if (key.is(Kind::none) || key.is(Kind::nil)) return fail(ErrorKind::invalid, "value is nil; should be of type string");
      if (!key.is(Kind::text)) return fail(ErrorKind::invalid, "value has type {}; should be string", key.type());
      const auto found = item.member(key.text());
      return found ? *found : item.zero_element();
    }
    case Kind::list: {
      TRY_ASSIGN(const std::size_t at, position(key, item.size()));
      if (at == item.size()) return fail(ErrorKind::invalid, "index out of range: {}", at);
      return item.element(at);
    }
    case Kind::text: {
      TRY_ASSIGN(const std::size_t at, position(key, item.size()));
      if (at == item.size()) return fail(ErrorKind::invalid, "index out of range: {}", at);
      return memory.keep(static_cast<std::int64_t>(static_cast<unsigned char>(item.text()[at])));
    }
    default: return fail(ErrorKind::invalid, "can't index item of type {}", item.type());
  }
}

Result<Value> index(Memory& memory, Arguments arguments) {
  Value item = arguments[0];
  if (item.is(Kind::none)) return fail(ErrorKind::invalid, "index of untyped nil");
  for (const Value& key : arguments.subspan(1)) {
    TRY_ASSIGN(item, index_once(memory, item, key));
  }
  return item;
}

Result<Value> slice(Memory& memory, Arguments arguments) {
  const Value& item = arguments[0];
  if (item.is(Kind::none)) return fail(ErrorKind::invalid, "slice of untyped nil");
  if (!item.is(Kind::text) && !item.is(Kind::list)) return fail(ErrorKind::invalid, "can't slice item of type {}", item.type());
  if (item.is(Kind::text) && arguments.size() == 4) return fail(ErrorKind::invalid, "cannot 3-index slice a string");
  std::array<std::size_t, 3> bounds = {0, item.size(), item.size()};
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    TRY_ASSIGN(bounds[i - 1], position(arguments[i], item.size()));
  }
  if (bounds[0] > bounds[1]) return fail(ErrorKind::invalid, "invalid slice index: {} > {}", bounds[0], bounds[1]);
  if (bounds[1] > bounds[2]) return fail(ErrorKind::invalid, "invalid slice index: {} > {}", bounds[1], bounds[2]);
  if (item.is(Kind::list)) return item.part(bounds[0], bounds[1]);
  return memory.keep_text(item.text().substr(bounds[0], bounds[1] - bounds[0]));
}

Result<Value> length(Memory& memory, Arguments arguments) {
  const Value& item = arguments[0];
  if (item.is(Kind::none) || item.is(Kind::nil)) return fail(ErrorKind::invalid, "len of nil pointer");
  if (!item.is(Kind::text) && !item.is(Kind::list) && !item.is(Kind::map))
    return fail(ErrorKind::invalid, "len of type {}", item.type());
  return memory.keep(static_cast<std::int64_t>(item.size()));
}

/// JSON holds no functions.
Result<Value> call(Memory&, Arguments arguments) {
  if (arguments[0].is(Kind::none) || arguments[0].is(Kind::nil)) return fail(ErrorKind::invalid, "call of nil");
  return fail(ErrorKind::invalid, "non-function of type {}", arguments[0].type());
}

constexpr std::array functions = {
    Function{"index", 1, Function::any, index},
    Function{"slice", 1, 4, slice},
    Function{"len", 1, 1, length},
    Function{"call", 1, Function::any, call},
};

}  // namespace

std::span<const Function> container_functions() { return functions; }

}  // namespace skiff::templates
