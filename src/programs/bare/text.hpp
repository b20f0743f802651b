#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "memory.hpp"

namespace skiff::bare {

using Text = std::string_view;

/// Takes the text up to `separator` off the front of `rest`; the separator goes too.
Text take_until(Text& rest, char separator);
/// Takes the next word off the front; words are separated by spaces and tabs. Empty at the end.
Text take_word(Text& rest);
Text trimmed(Text text);
/// Whole text as a decimal number; false if it is none or does not fit.
bool parse_number(Text text, std::uint64_t& value);
bool parse_hex(Text text, std::uint64_t& value);
bool starts_with(Text text, Text prefix);
/// `path` is `directory` or below it.
bool is_within(Text path, Text directory);
bool less(Text a, Text b);
/// Length of the UTF-8 sequence at the front: 1 to 4, or 0 if its bytes are not UTF-8.
std::size_t utf8_length(Text text);

/// Ones in a number.
unsigned count_bits(std::uint64_t value);

/// A number's text in a buffer of its own.
class Digits {
 public:
  explicit Digits(std::uint64_t value, unsigned base = 10, std::size_t width = 0);
  operator Text() const { return {bytes_ + start_, sizeof bytes_ - start_}; }

 private:
  char bytes_[64];
  std::size_t start_ = sizeof bytes_;
};

/// Texts put together in an arena.
Text joined(Arena& arena, Text a, Text b, Text c = {}, Text d = {});

/// A buffered descriptor. Flushed by flush() alone.
class Output {
 public:
  explicit Output(int descriptor) : descriptor_(descriptor) {}
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  void put(Text text);
  void put(char byte) { put(Text(&byte, 1)); }
  void number(std::uint64_t value) { put(Text(Digits(value))); }
  void flush();
  /// A write has failed; what follows is dropped.
  bool is_failed() const { return is_failed_; }

 private:
  int descriptor_;
  bool is_failed_ = false;
  std::size_t used_ = 0;
  char bytes_[8192];
};

/// Writes all bytes to a descriptor, waiting where it must; -errno when that fails.
long write_fully(int descriptor, const char* bytes, std::size_t size);

/// Puts text from outside: control characters, DEL and what is not UTF-8 become \xNN.
void put_escaped(Output& output, Text text);

}  // namespace skiff::bare
