#pragma once

#include "functions.hpp"

namespace skiff::templates {

/// The methods of Go's time.Time that templates use: Format, Unix, UnixNano, IsZero, String, UTC.
bool is_time_method(std::string_view name);
/// Errors: invalid (its arguments, or a text that is no time).
Result<Value> call_time_method(Memory& memory, std::string_view rfc3339, std::string_view name, Arguments arguments);

/// time.Time's Format: `layout` is how 2006-01-02 15:04:05 would be written.
std::string formatted_time(std::string_view rfc3339, std::string_view layout);

}  // namespace skiff::templates
