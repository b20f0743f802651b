#include "docker_row.hpp"

#include <skiff/base/text.hpp>

namespace skiff::cli {

namespace json = base::json;

std::string joined_labels(const std::map<std::string, std::string>& labels) {
  std::vector<std::string> parts;
  for (const auto& [key, value] : labels) parts.push_back(key + "=" + value);
  return base::join(parts, ",");
}

Result<json::value> label_of(const json::value& row, std::span<const json::value* const> arguments) {
  if (arguments.size() != 1 || !arguments[0]->is_string()) return fail(ErrorKind::invalid, "Label takes one text: a label's key");
  const json::value* labels = row.as_object().if_contains(labels_by_key);
  if (labels == nullptr) labels = row.as_object().if_contains("Labels");
  if (labels == nullptr || !labels->is_object()) return json::value("");
  const json::value* found = labels->as_object().if_contains(arguments[0]->as_string());
  return found == nullptr ? json::value("") : *found;
}

std::string rfc3339_seconds(base::Time time) {
  // It is in UTC: "2026-12-01T06:00:46.000000000Z".
  std::string text = base::format_rfc3339(time);
  text.resize(std::string_view("2026-12-01T06:00:46").size());
  return text + 'Z';
}

std::string listed_time(base::Time time) {
  std::string text = rfc3339_seconds(time);
  text.pop_back();
  text[text.find('T')] = ' ';
  return text + " +0000 UTC";
}

}  // namespace skiff::cli
