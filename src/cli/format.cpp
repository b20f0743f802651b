#include "format.hpp"

#include <algorithm>

#include <skiff/base/text.hpp>
#include <skiff/spec/byte_size.hpp>

namespace skiff::cli {

namespace {

std::string scalar_text(const base::json::value& value) {
  if (!value.is_string()) return base::json_text(value);
  return value.get_string().empty() ? "\"\"" : base::escape_control(std::string_view(value.get_string()));
}

bool is_nested(const base::json::value& value) {
  return (value.is_object() && !value.get_object().empty()) || (value.is_array() && !value.get_array().empty());
}

bool is_start_of_letter(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

void append_outline(std::string& result, const base::json::value& value, std::size_t indent);

/// "key:" or "-" and what belongs to it, on the same line or below.
void append_entry(std::string& result, std::string_view lead, const base::json::value& value, std::size_t indent) {
  result.append(indent, ' ').append(lead);
  if (!is_nested(value)) {
    result += ' ' + scalar_text(value) + '\n';
    return;
  }
  result += '\n';
  append_outline(result, value, indent + 2);
}

void append_outline(std::string& result, const base::json::value& value, std::size_t indent) {
  if (value.is_object()) {
    for (const auto& member : value.get_object())
      append_entry(result, base::escape_control(member.key()) + ":", member.value(), indent);
  } else if (value.is_array()) {
    for (const base::json::value& element : value.get_array()) append_entry(result, "-", element, indent);
  }
}

}  // namespace

std::size_t columns_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, is_start_of_letter));
}

std::string human_size(std::uint64_t bytes, std::string_view gap) {
  constexpr int digits = 3;
  return spec::format_byte_size(bytes, digits, gap);
}

std::string human_age(base::Time time, base::Time now) {
  if (time == base::no_time) return "N/A";
  return base::format_elapsed(now - time) + " ago";
}

std::string shown_id(std::string_view id, bool is_whole) { return std::string(is_whole ? id : id.substr(0, 12)); }

std::string shortened(std::string_view text, std::size_t length, std::string_view mark) {
  if (columns_of(text) <= length) return std::string(text);
  const std::size_t kept = length - columns_of(mark);
  std::size_t end = 0;
  for (std::size_t letters = 0; end < text.size(); ++end) {
    if (!is_start_of_letter(text[end])) continue;
    if (letters == kept) break;
    ++letters;
  }
  return std::string(text.substr(0, end)).append(mark);
}

std::string outline(const base::json::value& value) {
  std::string result;
  append_outline(result, value, 0);
  return result;
}

}  // namespace skiff::cli
