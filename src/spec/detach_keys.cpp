#include <skiff/spec/detach_keys.hpp>

#include <skiff/base/text.hpp>

namespace skiff::spec {

namespace {

constexpr std::size_t most_keys = 32;
constexpr std::string_view control = "ctrl-";

std::optional<char> parse_key(std::string_view word) {
  if (word.size() == 1) return word[0];
  if (word.size() != control.size() + 1 || base::to_lower(word.substr(0, control.size())) != control) return std::nullopt;
  const char key = base::to_lower(word.substr(control.size()))[0];
  if (key >= 'a' && key <= 'z') return static_cast<char>(key - 'a' + 1);
  if (key == '@' || (key >= '[' && key <= '_')) return static_cast<char>(key - '@');
  return std::nullopt;
}

}  // namespace

Result<std::string> parse_detach_keys(std::string_view text) {
  std::string keys;
  if (text.empty()) return keys;
  for (const std::string_view word : base::split(text, ',')) {
    const auto key = parse_key(word);
    if (!key)
      return std::unexpected(
          Error(ErrorKind::invalid, fmt::format("unknown detach key \"{}\"", base::escape_control(word, 32)))
              .with_hint("Keys are single characters or ctrl- and a letter or one of @[\\]^_, with commas between."));
    keys += *key;
  }
  if (keys.size() > most_keys) return fail(ErrorKind::invalid, "more than {} detach keys", most_keys);
  return keys;
}

}  // namespace skiff::spec
