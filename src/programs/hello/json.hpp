#pragma once

#include "bare/text.hpp"

namespace skiff::hello {

/// Writes JSON, one member a line; lists of plain values stay on one line. Text that is not UTF-8 gets U+FFFD for each
/// wrong byte.
class Json {
 public:
  explicit Json(bare::Output& output) : output_(output) {}

  // Inside an object every call gives a key, inside an array none.
  void begin_object(bare::Text key = {}) { begin(key, '{', false); }
  void begin_array(bare::Text key = {}) { begin(key, '[', false); }
  /// An array on one line.
  void begin_row(bare::Text key = {}) { begin(key, '[', true); }
  void end_object() { end('}'); }
  void end_array() { end(']'); }

  void text(bare::Text key, bare::Text value);
  /// Text, or null where it is empty.
  void text_or_null(bare::Text key, bare::Text value);
  void number(bare::Text key, std::uint64_t value);
  /// The whole text is a number with an optional minus, else null.
  void number_text(bare::Text key, bare::Text value);
  void boolean(bare::Text key, bool value);
  void null(bare::Text key);
  void element(bare::Text value) { text({}, value); }
  void element(std::uint64_t value) { number({}, value); }

 private:
  void begin(bare::Text key, char bracket, bool is_row);
  void end(char bracket);
  void start_value(bare::Text key);
  void put_string(bare::Text value);

  bare::Output& output_;
  unsigned depth_ = 0;
  bool is_row_ = false;    ///< the innermost array is on one line
  bool has_member_ = false;
};

}  // namespace skiff::hello
