#include "network.hpp"

#include <skiff/spec/object_name.hpp>

namespace skiff::cli {

Result<std::string> parse_hostname(std::string_view text) {
  TRY(spec::check_hostname(text));
  return std::string(text);
}

}  // namespace skiff::cli
