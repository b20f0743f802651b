#pragma once

#include <map>
#include <span>
#include <string>

#include <skiff/base/json.hpp>
#include <skiff/base/time.hpp>

/// What rows of several lists have in common, as docker shows it.
namespace skiff::cli {

/// The hidden member of a row where `.Label` looks a label up.
constexpr std::string_view labels_by_key = "LabelsByKey";

/// "a=1,b=2".
std::string joined_labels(const std::map<std::string, std::string>& labels);

/// `.Label "key"`: docker's way to one label.
Result<base::json::value> label_of(const base::json::value& row, std::span<const base::json::value* const> arguments);

/// "2026-12-01T06:00:46Z".
std::string rfc3339_seconds(base::Time time);
/// "2026-12-01 06:00:46 +0000 UTC".
std::string listed_time(base::Time time);

}  // namespace skiff::cli
