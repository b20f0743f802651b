#include "detach_keys.hpp"

#include <skiff/base/text.hpp>

namespace skiff::engine {

namespace {

constexpr std::size_t max_keys = 32;

std::optional<char> parse_key(std::string_view word) {
  if (word.size() == 1) return word[0];
  constexpr std::string_view control = "ctrl-";
  if (word.size() != control.size() + 1 || base::to_lower(word.substr(0, control.size())) != control) return std::nullopt;
  const char key = base::to_lower(word.substr(control.size()))[0];
  if (key >= 'a' && key <= 'z') return static_cast<char>(key - 'a' + 1);
  if (key == '@') return '\0';
  if (key >= '[' && key <= '_') return static_cast<char>(key - '[' + 27);
  return std::nullopt;
}

}  // namespace

Result<DetachKeys> DetachKeys::parse(std::string_view text) {
  std::string keys;
  if (text.empty()) return DetachKeys(keys);
  for (const std::string_view word : base::split(text, ',')) {
    const auto key = parse_key(word);
    if (!key)
      return std::unexpected(
          Error(ErrorKind::invalid, fmt::format("invalid detach keys \"{}\": unknown key \"{}\"",
                                                base::escape_control(text, 64), base::escape_control(word, 32)))
              .with_hint("keys are single characters or ctrl- and a letter or one of @[\\]^_, with commas between"));
    keys += *key;
  }
  if (keys.size() > max_keys) return fail(ErrorKind::invalid, "more than {} detach keys", max_keys);
  return DetachKeys(keys);
}

bool DetachKeys::feed(std::string_view typed, std::string& passed) {
  if (keys_.empty()) {
    passed += typed;
    return false;
  }
  for (const char key : typed) {
    held_ += key;
    // The longest end of what was typed that may still become the keys stays held.
    while (!keys_.starts_with(held_)) {
      passed += held_[0];
      held_.erase(0, 1);
    }
    if (held_ == keys_) {
      held_.clear();
      return true;
    }
  }
  return false;
}

}  // namespace skiff::engine
