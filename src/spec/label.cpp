#include <skiff/spec/label.hpp>

#include <skiff/base/text.hpp>

namespace skiff::spec {

namespace {

constexpr std::size_t longest_label = 64 * 1024;

}  // namespace

Result<std::pair<std::string, std::string>> parse_label(std::string_view text) {
  const auto [key, value] = base::cut(text, '=');
  if (key.empty()) return fail(ErrorKind::invalid, "a label without a key");
  if (text.size() > longest_label) return fail(ErrorKind::invalid, "a label is longer than {} bytes", longest_label);
  return std::pair(std::string(key), std::string(value.value_or("")));
}

}  // namespace skiff::spec
