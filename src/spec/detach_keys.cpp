#include <skiff/spec/detach_keys.hpp>

#include <skiff/base/text.hpp>

namespace skiff::spec {

namespace {

constexpr std::size_t most_keys = 16;

/// The byte of "ctrl-X". Errors: invalid.
Result<char> control_byte(std::string_view key) {
  const char letter = key.size() == 6 ? key[5] : '\0';
  if (letter >= 'a' && letter <= 'z') return static_cast<char>(letter - 'a' + 1);
  if (letter >= 'A' && letter <= 'Z') return static_cast<char>(letter - 'A' + 1);
  if (letter == '@') return '\0';
  if (letter >= '[' && letter <= '_') return static_cast<char>(letter - '@');
  return fail(ErrorKind::invalid, "unknown key \"{}\"", base::escape_control(key, 64));
}

}  // namespace

Result<std::string> parse_detach_keys(std::string_view text) {
  std::string bytes;
  if (text.empty()) return bytes;
  const auto keys = base::split(text, ',');
  if (keys.size() > most_keys) return fail(ErrorKind::invalid, "more than {} keys", most_keys);
  for (const std::string_view key : keys) {
    if (key.size() == 1) {
      bytes += key;
    } else if (key.starts_with("ctrl-")) {
      TRY_ASSIGN(const char byte, control_byte(key));
      bytes += byte;
    } else {
      return fail(ErrorKind::invalid, "unknown key \"{}\": a key is one character or ctrl-CHARACTER", base::escape_control(key, 64));
    }
  }
  return bytes;
}

}  // namespace skiff::spec
