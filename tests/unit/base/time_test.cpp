#include <skiff/base/time.hpp>

#include "catch.hpp"

using namespace skiff;
using namespace skiff::base;

namespace {

Time seconds_since_1970(std::int64_t seconds) { return Time(std::chrono::seconds(seconds)); }

std::string moment_from(Time from, std::string_view text) {
  const auto moment = parse_moment(text, from);
  return moment ? format_rfc3339(*moment) : std::string(text) + " is refused";
}

}  // namespace

TEST_CASE("1970 is a time, and no time is Go's year 1") {
  CHECK(format_rfc3339(Time{}) == "1970-01-01T00:00:00.000000000Z");
  CHECK(parse_rfc3339("1970-01-01T00:00:00Z").value() == Time{});
  CHECK(format_rfc3339(no_time) == "0001-01-01T00:00:00Z");
  CHECK(parse_rfc3339("0001-01-01T00:00:00Z").value() == no_time);
}

TEST_CASE("a duration back that leads out of all times is refused") {
  const Time from = seconds_since_1970(1'795'561'055);
  CHECK(moment_from(from, "1h30m") == "2026-11-24T21:27:35.000000000Z");
  CHECK(moment_from(from, "-1h") == "2026-11-24T23:57:35.000000000Z");
  CHECK(moment_from(from, "-2400000h") == "-2400000h is refused");
  CHECK(moment_from(from, "2499999h") == "2499999h is refused");
  CHECK(moment_from(from, "1700000h") == "1832-12-18T14:57:35.000000000Z");
}
