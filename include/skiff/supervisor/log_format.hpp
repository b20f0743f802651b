#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include <skiff/base/time.hpp>

/// The k8s-file log (the format of CRI: kubernetes' design "CRI: Log management"), as podman writes it:
///   2026-11-24T22:57:35.123456789+00:00 stdout F a whole line
///   2026-11-24T22:57:35.123456789+00:00 stderr P a piece of a line
/// One record a line. F ends a line; the pieces of a line are its stream's records up to the next F. A last line without
/// a newline stays P. Times are UTC, so that every record's head is log_head_size bytes.
namespace skiff::supervisor {

constexpr std::string_view log_name = "log";
/// Files of one log: log (newest), log.1, log.2.
constexpr int log_file_count = 3;
/// Most content bytes of one record; longer lines are split.
constexpr std::size_t log_piece_size = 16 << 10;
constexpr std::size_t log_time_size = 35;
constexpr std::size_t log_head_size = log_time_size + sizeof(" stdout F ") - 1;

enum class LogStream : std::uint8_t { output = 1, error = 2 };

/// Writes the log_time_size characters of a time.
void format_log_time(base::Time time, std::span<char, log_time_size> into);
/// "log", "log.1", "log.2".
std::string log_file_name(int age);

struct LogRecord {
  std::string_view time;  ///< as written
  LogStream stream = LogStream::output;
  bool is_line_end = false;
  std::string_view content;
};
/// One line of the file without its newline. Any RFC 3339 time and further tags ("F:…") are taken; nothing if damaged.
std::optional<LogRecord> parse_log_record(std::string_view line);

}  // namespace skiff::supervisor
