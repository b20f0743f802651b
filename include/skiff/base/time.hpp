#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <skiff/base/result.hpp>

namespace skiff::base {

/// Wall clock time in nanoseconds since 1970, as records hold it.
using Time = std::chrono::time_point<std::chrono::system_clock, std::chrono::nanoseconds>;
using Duration = std::chrono::nanoseconds;
/// "Not known": what a field has until it is set. 1970 is a time as any other: reproducible images are of it.
inline constexpr Time no_time = Time::min();

Time now();

/// RFC 3339 in UTC with nanoseconds: 2026-11-24T22:57:35.123456789Z. no_time is Go's 0001-01-01T00:00:00Z.
std::string format_rfc3339(Time time);
/// RFC 3339 with zone and up to nine fractional digits. Errors: invalid.
Result<Time> parse_rfc3339(std::string_view text);

/// A moment as people give it to --since: RFC 3339, a date, a date and time without a zone (local),
/// seconds since 1970 with a fraction, or a duration back from `from` ("10m", "1h30m"). Errors: invalid.
Result<Time> parse_moment(std::string_view text, Time from);

/// Go's duration grammar: "1h30m", "1.5s", "300ms". Errors: invalid.
Result<Duration> parse_duration(std::string_view text);

/// The docker phrase for a length of time: "Less than a second", "3 seconds", "About a minute", "2 hours", "5 weeks".
std::string format_elapsed(Duration elapsed);

}  // namespace skiff::base
