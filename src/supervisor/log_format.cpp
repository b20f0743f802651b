#include <skiff/supervisor/log_format.hpp>

#include <fmt/format.h>

namespace skiff::supervisor {

namespace {

void put_number(char* into, int digits, unsigned long value) {
  for (int at = digits - 1; at >= 0; --at, value /= 10) into[at] = static_cast<char>('0' + value % 10);
}

/// Takes the word before the next space; what is left begins behind it.
std::string_view take_word(std::string_view& line) {
  const std::size_t space = line.find(' ');
  const std::string_view word = line.substr(0, space);
  line.remove_prefix(space == std::string_view::npos ? line.size() : space + 1);
  return word;
}

}  // namespace

void format_log_time(base::Time time, std::span<char, log_time_size> into) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  char* text = into.data();
  std::copy_n("0000-00-00T00:00:00.000000000+00:00", log_time_size, text);
  put_number(text, 4, static_cast<unsigned long>(std::clamp(static_cast<int>(date.year()), 0, 9999)));
  put_number(text + 5, 2, static_cast<unsigned>(date.month()));
  put_number(text + 8, 2, static_cast<unsigned>(date.day()));
  put_number(text + 11, 2, static_cast<unsigned long>(clock.hours().count()));
  put_number(text + 14, 2, static_cast<unsigned long>(clock.minutes().count()));
  put_number(text + 17, 2, static_cast<unsigned long>(clock.seconds().count()));
  put_number(text + 20, 9, static_cast<unsigned long>(clock.subseconds().count()));
}

std::string log_file_name(int age) {
  return age == 0 ? std::string(log_name) : fmt::format("{}.{}", log_name, age);
}

std::optional<LogRecord> parse_log_record(std::string_view line) {
  LogRecord record;
  record.time = take_word(line);
  if (record.time.size() < sizeof("2026-11-24T22:57:35Z") - 1 || record.time[4] != '-' || record.time[10] != 'T')
    return std::nullopt;
  const std::string_view stream = take_word(line);
  if (stream != "stdout" && stream != "stderr") return std::nullopt;
  record.stream = stream == "stdout" ? LogStream::output : LogStream::error;
  const std::string_view tags = take_word(line);
  const std::string_view tag = tags.substr(0, tags.find(':'));
  if (tag != "F" && tag != "P") return std::nullopt;
  record.is_line_end = tag == "F";
  record.content = line;
  return record;
}

}  // namespace skiff::supervisor
