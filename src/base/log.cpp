#include <skiff/base/log.hpp>

#include <array>

#include <skiff/base/text.hpp>

namespace skiff::base {

namespace {

constexpr std::array<std::string_view, 7> names = {"trace", "debug", "info", "warning", "error", "fatal", "panic"};

}  // namespace

std::optional<LogLevel> parse_log_level(std::string_view text) {
  const std::string wanted = to_lower(text);
  if (wanted == "warn") return LogLevel::warn;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == wanted) return static_cast<LogLevel>(i);
  return std::nullopt;
}

std::string_view log_level_name(LogLevel level) { return names[static_cast<std::size_t>(level)]; }

}  // namespace skiff::base
