#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::base {

/// Text from outside made safe for a terminal: control characters, DEL and bytes that are not UTF-8 become \xNN.
/// Newlines too, so that the result is one line. At most `limit` bytes of the input are kept ("..." follows a cut).
std::string escape_control(std::string_view text, std::size_t limit = 4096);

/// Whether every byte belongs to a valid UTF-8 sequence (RFC 3629): only such text can be written as JSON and read back.
bool is_utf8(std::string_view text);
/// The same text with U+FFFD for each byte that is not UTF-8.
std::string to_utf8(std::string_view text);
/// Length of the valid UTF-8 sequence at the start of a text that is not empty; 0 if there is none (RFC 3629).
std::size_t utf8_length(std::string_view text);

/// The words of an errno, lower case: "no such file or directory". Allocates; not for the child.
std::string errno_text(int errno_value);

/// Pieces between separators; an empty text gives one empty piece.
std::vector<std::string_view> split(std::string_view text, char separator);
/// Text before and after the first separator; nothing after it if there is none.
struct Cut {
  std::string_view before;
  std::optional<std::string_view> after;
};
Cut cut(std::string_view text, char separator);
std::string_view trim(std::string_view text);
std::string to_lower(std::string_view text);
std::string join(std::span<const std::string> parts, std::string_view separator);

/// Whole text as an unsigned decimal number; nothing if any byte is not a digit or it does not fit.
std::optional<std::uint64_t> parse_unsigned(std::string_view text);
std::optional<std::int64_t> parse_signed(std::string_view text);

/// Whole text as a number with a fraction and an exponent, decimal or hexadecimal (without "0x"); infinity where it is too
/// large. Nothing if any byte does not belong to it.
std::optional<double> parse_float(std::string_view text, bool is_hex = false);

/// FNV-1a, continued from `hash`: tells texts apart that nobody has an interest in confusing.
std::uint64_t hash_text(std::string_view text, std::uint64_t hash = 14695981039346656037ULL);

/// Lower-case hexadecimal of bytes.
std::string hex(std::span<const unsigned char> bytes);
/// The bytes of such a text; what is no pair of digits is left out.
std::string bytes_of_hex(std::string_view text);
bool is_lower_hex(std::string_view text);

/// The nearest of `candidates` within a typing error or two of `word`, for "did you mean".
std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace skiff::base
