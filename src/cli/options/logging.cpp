#include "logging.hpp"

#include <skiff/base/text.hpp>
#include <skiff/spec/byte_size.hpp>

namespace skiff::cli {

Result<spec::LogDriver> parse_log_driver(std::string_view text) {
  if (text == "k8s-file" || text == "json-file") return spec::LogDriver::k8s_file;
  if (text == "none") return spec::LogDriver::none;
  return fail(ErrorKind::unsupported, "this version has k8s-file (also by the name json-file) and none");
}

Result<void> set_log_option(spec::LogConfig& log, std::string_view text) {
  const auto [name, value] = base::cut(text, '=');
  if (name != "max-size" || !value) return fail(ErrorKind::unsupported, "this version has max-size=SIZE alone");
  TRY_ASSIGN(log.max_size, spec::parse_byte_size(*value));
  return {};
}

}  // namespace skiff::cli
