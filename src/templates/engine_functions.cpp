#include <array>

#include "functions.hpp"
#include "go_text.hpp"
#include "print.hpp"

// What docker and podman add to Go's language.
namespace skiff::templates {

namespace {

bool is_between(char32_t code, char32_t first, char32_t last) { return code >= first && code <= last; }

/// The other case of a letter of the Latin, Greek and Cyrillic alphabets; other code points stay.
char32_t to_upper(char32_t code) {
  if (is_between(code, 'a', 'z') || (is_between(code, 0xE0, 0xFE) && code != 0xF7)) return code - 0x20;
  if (is_between(code, 0x3B1, 0x3C9) && code != 0x3C2) return code - 0x20;
  if (is_between(code, 0x430, 0x44F)) return code - 0x20;
  if (is_between(code, 0x450, 0x45F)) return code - 0x50;
  if (is_between(code, 0x100, 0x137) || is_between(code, 0x14A, 0x177)) return code & ~char32_t{1};
  return code;
}

char32_t to_lower(char32_t code) {
  if (is_between(code, 'A', 'Z') || (is_between(code, 0xC0, 0xDE) && code != 0xD7)) return code + 0x20;
  if (is_between(code, 0x391, 0x3A9) && code != 0x3A2) return code + 0x20;
  if (is_between(code, 0x410, 0x42F)) return code + 0x20;
  if (is_between(code, 0x400, 0x40F)) return code + 0x50;
  if (is_between(code, 0x100, 0x137) || is_between(code, 0x14A, 0x177)) return code | 1;
  return code;
}

/// Each code point through `change(code, the one before)`.
template <typename Change>
std::string changed(std::string_view text, Change change) {
  std::string out;
  char32_t before = ' ';
  while (!text.empty()) {
    const Rune rune = first_rune(text);
    append_rune(out, change(rune.code, before));
    before = rune.code;
    text.remove_prefix(rune.length);
  }
  return out;
}

Result<Value> lower(Memory& memory, Arguments arguments) {
  TRY_ASSIGN(const std::string_view text, text_argument(arguments[0]));
  return memory.keep_text(changed(text, [](char32_t code, char32_t) { return to_lower(code); }));
}

Result<Value> upper(Memory& memory, Arguments arguments) {
  TRY_ASSIGN(const std::string_view text, text_argument(arguments[0]));
  return memory.keep_text(changed(text, [](char32_t code, char32_t) { return to_upper(code); }));
}

bool is_of_word(char32_t code) {
  return code >= 0x80 || code == '_' || is_between(code, '0', '9') || is_between(code, 'a', 'z') || is_between(code, 'A', 'Z');
}

Result<Value> title(Memory& memory, Arguments arguments) {
  TRY_ASSIGN(const std::string_view text, text_argument(arguments[0]));
  return memory.keep_text(
      changed(text, [](char32_t code, char32_t before) { return is_of_word(before) ? code : to_upper(code); }));
}

Result<Value> json_function(Memory& memory, Arguments arguments) { return memory.keep_text(json_of(arguments[0])); }

/// docker joins texts; here each element may be anything that can be printed.
Result<Value> join(Memory& memory, Arguments arguments) {
  const Value& list = arguments[0];
  TRY_ASSIGN(const std::string_view separator, text_argument(arguments[1]));
  if (!list.is(Kind::list)) return fail(ErrorKind::invalid, "wrong type for value; expected []string; got {}", list.type());
  std::string out;
  for (std::size_t i = 0; i < list.size() && out.size() <= memory.bytes_left(); ++i) {
    if (i > 0) out += separator;
    append_printed(out, list.element(i), memory.bytes_left());
  }
  return memory.keep_text(out);
}

/// strings.Split: an empty separator splits between code points.
Result<Value> split(Memory& memory, Arguments arguments) {
  TRY_ASSIGN(std::string_view text, text_argument(arguments[0]));
  TRY_ASSIGN(const std::string_view separator, text_argument(arguments[1]));
  json::array pieces;
  while (!(separator.empty() && text.empty())) {
    const std::size_t end = separator.empty() ? first_rune(text).length : text.find(separator);
    pieces.emplace_back(json::string(text.substr(0, end)));
    if (pieces.size() > memory.bytes_left() / sizeof(json::value)) TRY(memory.use_bytes(pieces.size() * sizeof(json::value)));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + separator.size());
  }
  return memory.keep(std::move(pieces));
}

Result<Value> pad(Memory& memory, Arguments arguments) {
  TRY_ASSIGN(const std::string_view text, text_argument(arguments[0]));
  TRY_ASSIGN(const std::int64_t before, integer_argument(arguments[1]));
  TRY_ASSIGN(const std::int64_t behind, integer_argument(arguments[2]));
  if (before < 0 || behind < 0) return fail(ErrorKind::invalid, "a negative number of blanks");
  if (text.empty()) return arguments[0];
  const auto left = static_cast<std::int64_t>(memory.bytes_left());
  if (before > left || behind > left) TRY(memory.use_bytes(memory.bytes_left() + 1));
  return memory.keep_text(std::string(static_cast<std::size_t>(before), ' ') + std::string(text) +
                          std::string(static_cast<std::size_t>(behind), ' '));
}

Result<Value> truncate(Memory& memory, Arguments arguments) {
  TRY_ASSIGN(const std::string_view text, text_argument(arguments[0]));
  TRY_ASSIGN(const std::int64_t length, integer_argument(arguments[1]));
  if (length < 0) return fail(ErrorKind::invalid, "a negative length: {}", length);
  if (static_cast<std::uint64_t>(length) >= text.size()) return arguments[0];
  // Go counts bytes; here no letter is cut in two.
  auto end = static_cast<std::size_t>(length);
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return memory.keep_text(text.substr(0, end));
}

constexpr std::array functions = {
    Function{"json", 1, 1, json_function, true}, Function{"join", 2, 2, join, true},   Function{"lower", 1, 1, lower, true},
    Function{"upper", 1, 1, upper, true},        Function{"title", 1, 1, title, true}, Function{"split", 2, 2, split, true},
    Function{"pad", 3, 3, pad, true},            Function{"truncate", 2, 2, truncate, true},
};

}  // namespace

std::span<const Function> engine_functions() { return functions; }

}  // namespace skiff::templates
