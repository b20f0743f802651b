#include "go_text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

#include <skiff/base/text.hpp>

namespace skiff::templates {

namespace {

constexpr char32_t replacement = 0xFFFD;

struct Escape {
  char letter;
  char byte;
};
constexpr std::array<Escape, 8> escapes = {{{'a', '\a'}, {'b', '\b'}, {'f', '\f'}, {'n', '\n'},
                                            {'r', '\r'}, {'t', '\t'}, {'v', '\v'}, {'\\', '\\'}}};

bool is_between(char32_t code, char32_t first, char32_t last) { return code >= first && code <= last; }

/// One code point inside quotes.
void append_quoted(std::string& out, char32_t code, char quote, bool is_ascii_only) {
  if (code == static_cast<char32_t>(quote)) {
    out += {'\\', quote};
    return;
  }
  for (const Escape& escape : escapes) {
    if (code != static_cast<char32_t>(escape.byte)) continue;
    out += {'\\', escape.letter};
    return;
  }
  if (is_printable(code) && (code < 0x80 || !is_ascii_only))
    append_rune(out, code);
  else if (code < 0x80)
    out += fmt::format("\\x{:02x}", static_cast<unsigned>(code));
  else if (code < 0x10000)
    out += fmt::format("\\u{:04x}", static_cast<unsigned>(code));
  else
    out += fmt::format("\\U{:08x}", static_cast<unsigned>(code));
}

/// `digits` of `text` as a number of this base.
std::optional<char32_t> code_of(std::string_view text, std::size_t digits, int base) {
  unsigned long value = 0;
  if (text.size() < digits) return std::nullopt;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + digits, value, base);
  if (failure != std::errc() || end != text.data() + digits) return std::nullopt;
  return static_cast<char32_t>(value);
}

/// One escape behind its backslash; how many bytes of `text` it took.
std::optional<std::size_t> append_unescaped(std::string& out, std::string_view text, char quote) {
  if (text.empty()) return std::nullopt;
  for (const Escape& escape : escapes) {
    if (text[0] != escape.letter) continue;
    out += escape.byte;
    return 1;
  }
  if (text[0] == quote) {
    out += quote;
    return 1;
  }
  const bool is_octal = text[0] >= '0' && text[0] <= '7';
  const std::size_t digits = is_octal ? 3 : text[0] == 'x' ? 2 : text[0] == 'u' ? 4 : text[0] == 'U' ? 8 : 0;
  if (digits == 0) return std::nullopt;
  const auto code = code_of(text.substr(is_octal ? 0 : 1), digits, is_octal ? 8 : 16);
  if (!code) return std::nullopt;
  if (is_octal || digits == 2) {
    if (*code > 0xFF) return std::nullopt;
    out += static_cast<char>(*code);
  } else {
    if (*code > 0x10FFFF || is_between(*code, 0xD800, 0xDFFF)) return std::nullopt;
    append_rune(out, *code);
  }
  return digits + (is_octal ? 0 : 1);
}

std::unexpected<Error> bad_number(std::string_view literal) {
  return fail(ErrorKind::invalid, "illegal number syntax: {}", quoted(literal));
}

/// Underscores may stand between digits.
std::optional<std::string> without_underscores(std::string_view text) {
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_') {
      digits += text[i];
    } else if (i == 0 || i + 1 == text.size() || text[i - 1] == '_') {
      return std::nullopt;
    }
  }
  return digits;
}

Result<base::json::value> parse_float(std::string_view literal, std::string_view digits, bool is_negative, bool is_hex) {
  const auto value = base::parse_float(digits, is_hex);
  if (!value || !(digits[0] == '.' || is_between(static_cast<unsigned char>(digits[0]), '0', '9') || is_hex))
    return bad_number(literal);
  if (*value > std::numeric_limits<double>::max()) return fail(ErrorKind::invalid, "{} is out of range", quoted(literal));
  return base::json::value(is_negative ? -*value : *value);
}

struct Base {
  int base;
  std::size_t prefix;
};
Base base_of(std::string_view digits) {
  if (digits.size() < 2 || digits[0] != '0') return {10, 0};
  switch (digits[1]) {
    case 'x': case 'X': return {16, 2};
    case 'o': case 'O': return {8, 2};
    case 'b': case 'B': return {2, 2};
    default: return {8, 1};
  }
}

}  // namespace

Rune first_rune(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const unsigned lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4) return {replacement, 1};
  char32_t code = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {replacement, 1};
    code = code << 6 | (byte(i) & 0x3FU);
  }
  constexpr std::array<char32_t, 5> least = {0, 0, 0x80, 0x800, 0x10000};
  if (code < least[length] || code > 0x10FFFF || is_between(code, 0xD800, 0xDFFF)) return {replacement, 1};
  return {code, length};
}

void append_rune(std::string& out, char32_t code) {
  if (code > 0x10FFFF || is_between(code, 0xD800, 0xDFFF)) code = replacement;
  const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80U | (code >> shift & 0x3FU)); };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0U | code >> 6);
    tail(0);
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0U | code >> 12);
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0U | code >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

std::size_t rune_count(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) text.remove_prefix(first_rune(text).length);
  return count;
}

std::string_view first_letters(std::string_view text, std::size_t count) {
  std::size_t end = 0;
  for (; count > 0 && end < text.size(); --count) end += first_rune(text.substr(end)).length;
  return text.substr(0, end);
}

bool is_printable(char32_t code) {
  if (code < 0x20 || is_between(code, 0x7F, 0xA0) || code == 0xAD) return false;
  if (is_between(code, 0x2000, 0x200F) || is_between(code, 0x2028, 0x202F) || is_between(code, 0x205F, 0x206F)) return false;
  if (code == 0x3000 || is_between(code, 0xD800, 0xF8FF) || code == 0xFEFF || is_between(code, 0xFFF0, 0xFFFB)) return false;
  return (code & 0xFFFE) != 0xFFFE && !is_between(code, 0xE0000, 0xE0FFF) && code < 0xF0000;
}

std::string quoted(std::string_view text, bool is_ascii_only) {
  std::string out = "\"";
  while (!text.empty()) {
    const Rune rune = first_rune(text);
    if (rune.code == replacement && rune.length == 1)
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
    else
      append_quoted(out, rune.code, '"', is_ascii_only);
    text.remove_prefix(rune.length);
  }
  return out + '"';
}

std::string quoted_rune(char32_t code, bool is_ascii_only) {
  std::string out = "'";
  append_quoted(out, code > 0x10FFFF || is_between(code, 0xD800, 0xDFFF) ? replacement : code, '\'', is_ascii_only);
  return out + '\'';
}

std::string rune_name(char c) {
  const auto code = static_cast<unsigned char>(c);
  if (!is_printable(code) || code >= 0x80) return fmt::format("U+{:04X}", code);
  return fmt::format("U+{:04X} '{}'", code, c);
}

std::optional<std::string> unquoted(std::string_view literal) {
  if (literal.size() < 2 || literal.front() != literal.back()) return std::nullopt;
  const char quote = literal.front();
  std::string_view inside = literal.substr(1, literal.size() - 2);
  if (quote == '`') {
    std::string text(inside);
    std::erase(text, '\r');
    return text;
  }
  std::string out;
  while (!inside.empty()) {
    if (inside[0] != '\\') {
      out += inside[0];
      inside.remove_prefix(1);
      continue;
    }
    inside.remove_prefix(1);
    const auto taken = append_unescaped(out, inside, quote);
    if (!taken) return std::nullopt;
    inside.remove_prefix(*taken);
  }
  return out;
}

Result<base::json::value> parse_number(std::string_view literal) {
  if (literal.starts_with('\'')) {
    // An escape of one byte is the code point of that number.
    if (literal.starts_with("'\\x") && literal.size() == 6)
      if (const auto code = code_of(literal.substr(3), 2, 16)) return base::json::value(static_cast<std::int64_t>(*code));
    const auto text = unquoted(literal);
    if (!text || text->empty() || first_rune(*text).length != text->size())
      return fail(ErrorKind::invalid, "malformed character constant: {}", literal);
    return base::json::value(static_cast<std::int64_t>(first_rune(*text).code));
  }
  const bool has_sign = literal.starts_with('-') || literal.starts_with('+');
  const bool is_negative = literal.starts_with('-');
  const auto digits = without_underscores(literal.substr(has_sign ? 1 : 0));
  if (!digits || digits->empty()) return bad_number(literal);
  if (digits->ends_with('i')) return fail(ErrorKind::invalid, "complex numbers are not known here: {}", literal);
  const Base base = base_of(*digits);
  const std::string_view number = std::string_view(*digits).substr(base.prefix);
  std::uint64_t value = 0;
  const auto [end, failure] = std::from_chars(number.data(), number.data() + number.size(), value, base.base);
  const bool is_whole = end == number.data() + number.size() && !number.empty();
  constexpr std::uint64_t lowest = std::uint64_t{1} << 63;
  if (is_whole && (failure == std::errc::result_out_of_range || (is_negative && value > lowest)))
    return fail(ErrorKind::invalid, "integer overflow: {}", quoted(literal));
  if (is_whole && failure == std::errc()) {
    if (is_negative) return base::json::value(static_cast<std::int64_t>(0 - value));
    if (value < lowest) return base::json::value(static_cast<std::int64_t>(value));
    return fail(ErrorKind::invalid, "{} overflows int", literal);
  }
  return parse_float(literal, base.base == 16 ? number : std::string_view(*digits), is_negative, base.base == 16);
}

std::string shortest_float(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Inf" : "+Inf";
  // The fewest digits that read back as the same number. (libstdc++'s to_chars needs libm, which every command would load.)
  std::string scientific;
  int digits = 0;  // behind the point
  do {
    scientific = fmt::format("{:.{}e}", value, digits);
  } while (std::strtod(scientific.c_str(), nullptr) != value && ++digits < std::numeric_limits<double>::max_digits10);
  std::string_view exponent = std::string_view(scientific).substr(scientific.find('e') + 1);
  if (exponent.starts_with('+')) exponent.remove_prefix(1);
  const auto size = static_cast<int>(base::parse_signed(exponent).value_or(0));
  return size < -4 || size >= 6 ? scientific : fmt::format("{:.{}f}", value, std::max(digits - size, 0));
}

}  // namespace skiff::templates
