#include <skiff/base/time.hpp>

#include <array>
#include <ctime>

#include <skiff/base/text.hpp>

namespace skiff::base {

namespace {

constexpr std::int64_t nanoseconds_per_second = 1'000'000'000;

/// Seconds of the proleptic Gregorian date at midnight UTC; nothing for a date that does not exist.
std::optional<std::int64_t> seconds_of_date(unsigned year, unsigned month, unsigned day) {
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(year)), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count() * std::int64_t{86400};
}

/// Reads `count` digits from the front of `text`.
std::optional<unsigned> take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  const auto value = parse_unsigned(text.substr(0, count));
  if (!value) return std::nullopt;
  text.remove_prefix(count);
  return static_cast<unsigned>(*value);
}

bool take_char(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

/// ".123456789" -> nanoseconds; more digits than nine are cut.
std::optional<std::int64_t> take_fraction(std::string_view& text) {
  if (!take_char(text, '.')) return 0;
  std::int64_t value = 0;
  std::size_t digits = 0;
  while (!text.empty() && text[0] >= '0' && text[0] <= '9') {
    if (digits < 9) value = value * 10 + (text[0] - '0');
    ++digits;
    text.remove_prefix(1);
  }
  if (digits == 0) return std::nullopt;
  for (std::size_t i = digits; i < 9; ++i) value *= 10;
  return value;
}

struct CalendarTime {
  std::int64_t seconds = 0;  ///< as if it were UTC
  std::int64_t nanoseconds = 0;
};

/// "2026-11-24" or "2026-11-24T22:57[:35[.123]]" (a blank instead of T is accepted).
std::optional<CalendarTime> take_calendar(std::string_view& text) {
  const auto year = take_digits(text, 4);
  if (!year || !take_char(text, '-')) return std::nullopt;
  const auto month = take_digits(text, 2);
  if (!month || !take_char(text, '-')) return std::nullopt;
  const auto day = take_digits(text, 2);
  if (!day) return std::nullopt;
  const auto date = seconds_of_date(*year, *month, *day);
  if (!date) return std::nullopt;
  CalendarTime result{*date, 0};
  if (!text.starts_with('T') && !text.starts_with('t') && !text.starts_with(' ')) return result;
  text.remove_prefix(1);
  const auto hour = take_digits(text, 2);
  if (!hour || *hour > 23 || !take_char(text, ':')) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute || *minute > 59) return std::nullopt;
  result.seconds += *hour * 3600 + *minute * 60;
  if (!take_char(text, ':')) return result;
  const auto second = take_digits(text, 2);
  if (!second || *second > 60) return std::nullopt;
  const auto fraction = take_fraction(text);
  if (!fraction) return std::nullopt;
  result.seconds += *second;
  result.nanoseconds = *fraction;
  return result;
}

/// "Z", "+01:00" or "-0530"; seconds east of UTC.
std::optional<std::int64_t> take_zone(std::string_view& text) {
  if (take_char(text, 'Z') || take_char(text, 'z')) return 0;
  const bool is_west = text.starts_with('-');
  if (!take_char(text, '+') && !take_char(text, '-')) return std::nullopt;
  const auto hours = take_digits(text, 2);
  take_char(text, ':');
  const auto minutes = take_digits(text, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const std::int64_t east = *hours * 3600 + *minutes * 60;
  return is_west ? -east : east;
}

std::optional<Time> make_time(std::int64_t seconds, std::int64_t nanoseconds) {
  // Years 1779 to 2255: a time, and what lies between it and now, fit into nanoseconds.
  if (seconds > 9'000'000'000 || seconds < -6'000'000'000) return std::nullopt;
  return Time(Duration(seconds * nanoseconds_per_second + nanoseconds));
}

/// Seconds since 1970 that a local calendar time stands for.
std::int64_t local_to_seconds(std::int64_t calendar_seconds) {
  const std::time_t as_utc = calendar_seconds;
  std::tm fields{};
  gmtime_r(&as_utc, &fields);
  fields.tm_isdst = -1;
  return std::mktime(&fields);
}

}  // namespace

Time now() { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }

std::string format_rfc3339(Time time) {
  if (time == no_time) return "0001-01-01T00:00:00Z";
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:09}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

Result<Time> parse_rfc3339(std::string_view text) {
  if (text == "0001-01-01T00:00:00Z") return no_time;
  std::string_view rest = text;
  const auto calendar = take_calendar(rest);
  const auto zone = calendar ? take_zone(rest) : std::nullopt;
  if (!zone || !rest.empty()) return fail(ErrorKind::invalid, "bad time \"{}\"", escape_control(text, 64));
  const auto time = make_time(calendar->seconds - *zone, calendar->nanoseconds);
  if (!time) return fail(ErrorKind::invalid, "time \"{}\" is out of range", escape_control(text, 64));
  return *time;
}

/// As Go prints a time, and so templates: "2026-11-30 23:45:05.273701416 +0000 UTC".
static std::optional<Time> parse_go_time(std::string_view text) {
  const auto calendar = take_calendar(text);
  if (!calendar || !take_char(text, ' ')) return std::nullopt;
  const auto zone = take_zone(text);
  if (!zone || !take_char(text, ' ') || text.empty() || text.size() > 8) return std::nullopt;
  return make_time(calendar->seconds - *zone, calendar->nanoseconds);
}

Result<Time> parse_moment(std::string_view text, Time from) {
  if (auto exact = parse_rfc3339(text)) return *exact;
  if (const auto printed = parse_go_time(text)) return *printed;
  std::string_view rest = text;
  if (const auto calendar = take_calendar(rest); calendar && rest.empty()) {
    if (const auto time = make_time(local_to_seconds(calendar->seconds), calendar->nanoseconds)) return *time;
  }
  rest = text;
  const std::size_t point = text.find('.');
  if (const auto seconds = parse_signed(text.substr(0, point))) {
    rest.remove_prefix(std::min(point, text.size()));
    const auto fraction = take_fraction(rest);
    if (fraction && rest.empty())
      if (const auto time = make_time(*seconds, *fraction)) return *time;
  }
  std::int64_t moment = 0;
  const auto back = parse_duration(text);
  if (back && !__builtin_sub_overflow(from.time_since_epoch().count(), back->count(), &moment))
    if (const auto time = make_time(moment / nanoseconds_per_second, moment % nanoseconds_per_second)) return *time;
  return std::unexpected(
      Error(ErrorKind::invalid, fmt::format("bad time \"{}\"", escape_control(text, 64)))
          .with_hint("give a time as 2026-01-31T12:00:00Z, seconds since 1970, or a duration back as 10m or 1h30m"));
}

Result<Duration> parse_duration(std::string_view text) {
  struct Unit {
    std::string_view name;
    double nanoseconds;
  };
  static constexpr std::array units{Unit{"ns", 1},   Unit{"us", 1e3},  Unit{"\u00b5s", 1e3}, Unit{"ms", 1e6},
                                    Unit{"s", 1e9},  Unit{"m", 60e9}, Unit{"h", 3600e9}};
  const auto bad = [&] { return fail(ErrorKind::invalid, "bad duration \"{}\"", escape_control(text, 64)); };
  std::string_view rest = text;
  const bool is_negative = take_char(rest, '-');
  if (!is_negative) take_char(rest, '+');
  if (rest == "0") return Duration{};
  if (rest.empty()) return bad();
  double total = 0;
  while (!rest.empty()) {
    const std::size_t end = rest.find_first_not_of("0123456789.");
    if (end == 0 || end == std::string_view::npos || end > 18) return bad();
    const std::string_view digits = rest.substr(0, end);
    rest.remove_prefix(end);
    const std::string_view name = rest.substr(0, rest.find_first_of("0123456789."));
    const Unit* unit = nullptr;
    for (const Unit& candidate : units)
      if (candidate.name == name) unit = &candidate;
    const Cut parts = cut(digits, '.');
    const auto whole = parts.before.empty() ? std::optional<std::uint64_t>(0) : parse_unsigned(parts.before);
    const auto fraction = !parts.after || parts.after->empty() ? std::optional<std::uint64_t>(0)
                                                               : parse_unsigned(*parts.after);
    if (unit == nullptr || !whole || !fraction || digits == ".") return bad();
    double scale = 1;  // not pow(3): it would be the one function for which every command loads libm
    for (std::size_t i = 0; parts.after && i < parts.after->size(); ++i) scale *= 10;
    total += (static_cast<double>(*whole) + static_cast<double>(*fraction) / scale) * unit->nanoseconds;
    rest.remove_prefix(name.size());
  }
  if (total > 9e18) return bad();
  return Duration(static_cast<std::int64_t>(is_negative ? -total : total));
}

std::string format_elapsed(Duration elapsed) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(elapsed).count();
  if (seconds < 1) return "Less than a second";
  if (seconds == 1) return "1 second";
  if (seconds < 60) return fmt::format("{} seconds", seconds);
  const auto minutes = seconds / 60;
  if (minutes == 1) return "About a minute";
  if (minutes < 60) return fmt::format("{} minutes", minutes);
  const auto hours = (seconds + 1800) / 3600;
  if (hours == 1) return "About an hour";
  if (hours < 48) return fmt::format("{} hours", hours);
  if (hours < 24 * 7 * 2) return fmt::format("{} days", hours / 24);
  if (hours < 24 * 30 * 2) return fmt::format("{} weeks", hours / 24 / 7);
  if (hours < 24 * 365 * 2) return fmt::format("{} months", hours / 24 / 30);
  return fmt::format("{} years", hours / 24 / 365);
}

}  // namespace skiff::base
