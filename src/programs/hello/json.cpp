#include "json.hpp"

namespace skiff::hello {

using bare::Digits;
using bare::Text;

void Json::start_value(Text key) {
  if (has_member_) output_.put(is_row_ ? ", " : ",");
  has_member_ = true;
  if (!is_row_ && depth_ > 0) {
    output_.put('\n');
    for (unsigned i = 0; i < depth_; ++i) output_.put("  ");
  }
  if (!key.empty()) {
    put_string(key);
    output_.put(": ");
  }
}

void Json::begin(Text key, char bracket, bool is_row) {
  start_value(key);
  output_.put(bracket);
  ++depth_;
  is_row_ = is_row;
  has_member_ = false;
}

void Json::end(char bracket) {
  --depth_;
  if (has_member_ && !is_row_) {
    output_.put('\n');
    for (unsigned i = 0; i < depth_; ++i) output_.put("  ");
  }
  output_.put(bracket);
  is_row_ = false;
  has_member_ = true;
}

void Json::put_string(Text value) {
  output_.put('"');
  while (!value.empty()) {
    const std::size_t length = bare::utf8_length(value);
    const unsigned char byte = static_cast<unsigned char>(value.front());
    if (length == 0) {
      output_.put("\\ufffd");
    } else if (byte == '"' || byte == '\\') {
      output_.put('\\');
      output_.put(value.front());
    } else if (byte == '\n') {
      output_.put("\\n");
    } else if (byte == '\t') {
      output_.put("\\t");
    } else if (byte < 0x20 || byte == 0x7F) {
      output_.put("\\u");
      output_.put(Text(Digits(byte, 16, 4)));
    } else {
      output_.put(Text(value.data(), length));
    }
    value.remove_prefix(length == 0 ? 1 : length);
  }
  output_.put('"');
}

void Json::text(Text key, Text value) {
  start_value(key);
  put_string(value);
}

void Json::text_or_null(Text key, Text value) {
  if (value.empty()) {
    null(key);
  } else {
    text(key, value);
  }
}

void Json::number(Text key, std::uint64_t value) {
  start_value(key);
  output_.number(value);
}

void Json::number_text(Text key, Text value) {
  Text digits = value;
  if (bare::starts_with(digits, "-")) digits.remove_prefix(1);
  std::uint64_t ignored = 0;
  if (!bare::parse_number(digits, ignored)) {
    null(key);
    return;
  }
  start_value(key);
  output_.put(value);
}

void Json::boolean(Text key, bool value) {
  start_value(key);
  output_.put(value ? "true" : "false");
}

void Json::null(Text key) {
  start_value(key);
  output_.put("null");
}

}  // namespace skiff::hello
