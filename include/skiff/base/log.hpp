#pragma once

#include <optional>
#include <string_view>

namespace skiff::base {

/// How much a person wants to hear, from most to least: what is not less than the wanted level is said.
enum class LogLevel { trace, debug, info, warn, error, fatal, panic };

/// By its name in small or capital letters; also "warning". Nothing for any other word.
std::optional<LogLevel> parse_log_level(std::string_view text);
std::string_view log_level_name(LogLevel level);

}  // namespace skiff::base
