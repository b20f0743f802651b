#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <skiff/base/json.hpp>
#include <skiff/base/time.hpp>

/// Values as people read them.
namespace skiff::cli {

/// Columns of valid UTF-8 on a terminal, as far as one letter is one column.
std::size_t columns_of(std::string_view text);

/// "0 B", "7.34 MB": three digits, units of 1000, and what stands before the unit.
std::string human_size(std::uint64_t bytes, std::string_view gap = " ");

/// "2 hours ago"; "N/A" where it is not known.
std::string human_age(base::Time time, base::Time now);

/// The first 12 digits of an id, or all of it.
std::string shown_id(std::string_view id, bool is_whole);

/// At most `length` columns, the last of them `mark` where text was cut (never inside a letter).
std::string shortened(std::string_view text, std::size_t length, std::string_view mark = "...");

/// A JSON object as indented "key: value" lines.
std::string outline(const base::json::value& value);

}  // namespace skiff::cli
