#include "format.hpp"

#include <array>

#include <skiff/base/text.hpp>

namespace skiff::cli {

namespace {

std::string scalar_text(const base::json::value& value) {
  if (!value.is_string()) return base::json_text(value);
  return value.get_string().empty() ? "\"\"" : base::escape_control(std::string_view(value.get_string()));
}

bool is_nested(const base::json::value& value) {
  return (value.is_object() && !value.get_object().empty()) || (value.is_array() && !value.get_array().empty());
}

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

std::string human_size(std::uint64_t bytes) {
  constexpr std::array units = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 999.5 && unit + 1 < units.size()) {
    value /= 1000;
    ++unit;
  }
  return fmt::format("{:.3g} {}", value, units[unit]);
}

std::string human_age(base::Time time, base::Time now) {
  if (time == base::no_time) return "N/A";
  return base::format_elapsed(now - time) + " ago";
}

std::string shown_id(std::string_view id, bool is_whole) { return std::string(is_whole ? id : id.substr(0, 12)); }

std::string shortened(std::string_view text, std::size_t length) {
  if (text.size() <= length) return std::string(text);
  std::size_t end = length - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "...";
}

std::string outline(const base::json::value& value) {
  std::string result;
  append_outline(result, value, 0);
  return result;
}

}  // namespace skiff::cli
