#include "times.hpp"

#include <array>

#include <skiff/base/time.hpp>

#include "print.hpp"

namespace skiff::templates {

namespace {

constexpr std::array<std::string_view, 12> months = {"January", "February", "March",     "April",   "May",      "June",
                                                     "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> days = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

/// An RFC 3339 text in its parts, in the zone that it was written in.
struct Parts {
  unsigned year = 1, month = 1, day = 1, hour = 0, minute = 0, second = 0, weekday = 0;
  std::string nanoseconds = "000000000";
  std::string offset = "+00:00";
  bool is_utc = true;
};

unsigned number(std::string_view text, std::size_t from, std::size_t length) {
  unsigned value = 0;
  for (const char c : text.substr(std::min(from, text.size()), length))
    if (c >= '0' && c <= '9') value = value * 10 + static_cast<unsigned>(c - '0');
  return value;
}

Parts parts_of(std::string_view text) {
  Parts parts;
  parts.year = number(text, 0, 4);
  parts.month = std::clamp(number(text, 5, 2), 1U, 12U);
  parts.day = number(text, 8, 2);
  parts.hour = number(text, 11, 2);
  parts.minute = number(text, 14, 2);
  parts.second = number(text, 17, 2);
  const std::size_t zone = text.find_first_of("Z+-", std::min<std::size_t>(text.size(), 19));
  std::string_view fraction = text.substr(0, zone);
  fraction.remove_prefix(std::min<std::size_t>(fraction.size(), 20));
  parts.nanoseconds.replace(0, std::min<std::size_t>(fraction.size(), 9), fraction.substr(0, 9));
  if (zone != std::string_view::npos && text[zone] != 'Z') parts.offset = text.substr(zone);
  parts.is_utc = parts.offset == "+00:00";
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(parts.year)), std::chrono::month(parts.month),
                                         std::chrono::day(parts.day)};
  parts.weekday = std::chrono::weekday(std::chrono::sys_days(date)).c_encoding();
  return parts;
}

std::string without_colon(std::string offset) {
  std::erase(offset, ':');
  return offset;
}

/// ".000" or ",999": the digits of a second, the second form without trailing zeros; how long it is in the layout.
std::size_t append_fraction(std::string& out, const Parts& parts, std::string_view layout) {
  const char digit = layout.size() > 1 ? layout[1] : '\0';
  if ((layout[0] != '.' && layout[0] != ',') || (digit != '0' && digit != '9')) return 0;
  const std::size_t end = std::min(layout.find_first_not_of(digit, 1), layout.size());
  if (end < layout.size() && layout[end] >= '0' && layout[end] <= '9') return 0;
  std::string digits = parts.nanoseconds.substr(0, end - 1);
  digits.append(end - 1 - digits.size(), '0');
  if (digit == '9') digits.erase(digits.find_last_not_of('0') + 1);
  if (!digits.empty()) out += layout[0] + digits;
  return end;
}

struct Piece {
  std::string_view layout;
  std::string (*text)(const Parts& parts);
};
constexpr std::array pieces = {
    Piece{"January", [](const Parts& p) { return std::string(months[p.month - 1]); }},
    Piece{"Jan", [](const Parts& p) { return std::string(months[p.month - 1].substr(0, 3)); }},
    Piece{"Monday", [](const Parts& p) { return std::string(days[p.weekday]); }},
    Piece{"Mon", [](const Parts& p) { return std::string(days[p.weekday].substr(0, 3)); }},
    Piece{"MST", [](const Parts& p) { return p.is_utc ? std::string("UTC") : without_colon(p.offset); }},
    Piece{"2006", [](const Parts& p) { return fmt::format("{:04}", p.year); }},
    Piece{"-07:00", [](const Parts& p) { return p.offset; }},
    Piece{"-0700", [](const Parts& p) { return without_colon(p.offset); }},
    Piece{"-07", [](const Parts& p) { return p.offset.substr(0, 3); }},
    Piece{"Z07:00", [](const Parts& p) { return p.is_utc ? std::string("Z") : p.offset; }},
    Piece{"Z0700", [](const Parts& p) { return p.is_utc ? std::string("Z") : without_colon(p.offset); }},
    Piece{"01", [](const Parts& p) { return fmt::format("{:02}", p.month); }},
    Piece{"02", [](const Parts& p) { return fmt::format("{:02}", p.day); }},
    Piece{"03", [](const Parts& p) { return fmt::format("{:02}", (p.hour + 11) % 12 + 1); }},
    Piece{"04", [](const Parts& p) { return fmt::format("{:02}", p.minute); }},
    Piece{"05", [](const Parts& p) { return fmt::format("{:02}", p.second); }},
    Piece{"06", [](const Parts& p) { return fmt::format("{:02}", p.year % 100); }},
    Piece{"15", [](const Parts& p) { return fmt::format("{:02}", p.hour); }},
    Piece{"_2", [](const Parts& p) { return fmt::format("{:2}", p.day); }},
    Piece{"PM", [](const Parts& p) { return std::string(p.hour < 12 ? "AM" : "PM"); }},
    Piece{"pm", [](const Parts& p) { return std::string(p.hour < 12 ? "am" : "pm"); }},
    Piece{"1", [](const Parts& p) { return fmt::format("{}", p.month); }},
    Piece{"2", [](const Parts& p) { return fmt::format("{}", p.day); }},
    Piece{"3", [](const Parts& p) { return fmt::format("{}", (p.hour + 11) % 12 + 1); }},
    Piece{"4", [](const Parts& p) { return fmt::format("{}", p.minute); }},
    Piece{"5", [](const Parts& p) { return fmt::format("{}", p.second); }},
};

Result<base::Time> parsed(std::string_view rfc3339) { return base::parse_rfc3339(rfc3339); }

using TimeMethod = Result<Value> (*)(Memory& memory, std::string_view rfc3339, Arguments arguments);

struct NamedMethod {
  std::string_view name;
  std::size_t arguments;
  TimeMethod call;
};

std::int64_t nanoseconds(base::Time time) { return time.time_since_epoch().count(); }

constexpr std::array methods = {
    NamedMethod{"Format", 1,
                [](Memory& memory, std::string_view text, Arguments arguments) -> Result<Value> {
                  TRY_ASSIGN(const std::string_view layout, text_argument(arguments[0]));
                  return memory.keep_text(formatted_time(text, layout));
                }},
    NamedMethod{"String", 0,
                [](Memory& memory, std::string_view text, Arguments) { return memory.keep_text(go_time(text)); }},
    NamedMethod{"IsZero", 0,
                [](Memory& memory, std::string_view text, Arguments) { return memory.keep(text.starts_with("0001-01-01T00:00:00")); }},
    NamedMethod{"Unix", 0,
                [](Memory& memory, std::string_view text, Arguments) -> Result<Value> {
                  // Go's zero time lies before what nanoseconds of 64 bits reach.
                  if (text.starts_with("0001-01-01T00:00:00")) return memory.keep(std::int64_t{-62135596800});
                  TRY_ASSIGN(const base::Time time, parsed(text));
                  return memory.keep(std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count());
                }},
    NamedMethod{"UnixNano", 0,
                [](Memory& memory, std::string_view text, Arguments) -> Result<Value> {
                  TRY_ASSIGN(const base::Time time, parsed(text));
                  return memory.keep(nanoseconds(time));
                }},
};

const NamedMethod* find_method(std::string_view name) {
  const auto* found = std::ranges::find(methods, name, &NamedMethod::name);
  return found == methods.end() ? nullptr : found;
}

}  // namespace

bool is_time_method(std::string_view name) { return find_method(name) != nullptr; }

Result<Value> call_time_method(Memory& memory, std::string_view rfc3339, std::string_view name, Arguments arguments) {
  const NamedMethod& method = *find_method(name);
  if (arguments.size() != method.arguments)
    return fail(ErrorKind::invalid, "wrong number of args for {}: want {} got {}", name, method.arguments, arguments.size());
  return method.call(memory, rfc3339, arguments);
}

std::string formatted_time(std::string_view rfc3339, std::string_view layout) {
  const Parts parts = parts_of(rfc3339);
  std::string out;
  while (!layout.empty()) {
    if (const std::size_t length = append_fraction(out, parts, layout); length > 0) {
      layout.remove_prefix(length);
      continue;
    }
    const auto* piece = std::ranges::find_if(pieces, [&](const Piece& candidate) { return layout.starts_with(candidate.layout); });
    if (piece == pieces.end()) {
      out += layout[0];
      layout.remove_prefix(1);
    } else {
      out += piece->text(parts);
      layout.remove_prefix(piece->layout.size());
    }
  }
  return out;
}

}  // namespace skiff::templates
