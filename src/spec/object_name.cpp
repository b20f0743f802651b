#include <skiff/spec/object_name.hpp>

#include <algorithm>

#include <skiff/base/text.hpp>

namespace skiff::spec {

namespace {

constexpr std::size_t longest_name = 255;
constexpr std::size_t longest_hostname = 64;

bool is_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

}  // namespace

Result<void> check_object_name(std::string_view name) {
  const auto is_allowed = [](char c) { return is_alphanumeric(c) || c == '_' || c == '.' || c == '-'; };
  if (name.empty() || !is_alphanumeric(name[0]) || !std::ranges::all_of(name, is_allowed))
    return fail(ErrorKind::invalid, "invalid name \"{}\": names must match [a-zA-Z0-9][a-zA-Z0-9_.-]*",
                base::escape_control(name, 64));
  if (name.size() > longest_name) return fail(ErrorKind::invalid, "the name is longer than {} bytes", longest_name);
  return {};
}

Result<void> check_hostname(std::string_view name) {
  const auto is_allowed = [](char c) { return is_alphanumeric(c) || c == '.' || c == '-' || c == '_'; };
  if (name.empty() || name.size() > longest_hostname || !std::ranges::all_of(name, is_allowed) || !is_alphanumeric(name[0]))
    return fail(ErrorKind::invalid, "invalid hostname \"{}\": 1 to {} letters, digits, \".\", \"_\" and \"-\"",
                base::escape_control(name, 80), longest_hostname);
  return {};
}

}  // namespace skiff::spec
