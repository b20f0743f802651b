#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <skiff/base/json.hpp>
#include <skiff/base/result.hpp>

/// Text as Go reads and writes it.
namespace skiff::templates {

/// One code point at the start of a text that is not empty: invalid bytes are U+FFFD of length 1.
struct Rune {
  char32_t code = 0;
  std::size_t length = 0;
};
Rune first_rune(std::string_view text);
void append_rune(std::string& out, char32_t code);
std::size_t rune_count(std::string_view text);
/// At most `count` code points from the start.
std::string_view first_letters(std::string_view text, std::size_t count);

/// strconv.Quote, or QuoteToASCII.
std::string quoted(std::string_view text, bool is_ascii_only = false);
/// The character in single quotes: strconv.QuoteRune.
std::string quoted_rune(char32_t code, bool is_ascii_only = false);
/// "U+0041 'A'".
std::string rune_name(char c);
/// Whether it can be shown as it is (strconv.IsPrint, in good approximation).
bool is_printable(char32_t code);

/// The value of "a\n", `a` or 'a' with their quotes. Nothing where it is malformed.
std::optional<std::string> unquoted(std::string_view literal);
/// A number or character constant: int64, uint64 or double. Errors: invalid, in Go's words.
Result<base::json::value> parse_number(std::string_view literal);

/// The shortest text that reads back as the same number, as %v writes it: 0.5, 1e+06.
std::string shortest_float(double value);

}  // namespace skiff::templates
