#pragma once

#include <string>
#include <string_view>

#include "command.hpp"

namespace skiff::cli {

/// The help of one command, wrapped to `width` columns.
std::string command_help(const Command& command, std::string_view called_as, int width);

/// All commands under their headings; with `group` only those called "GROUP …".
std::string overview(std::string_view group, int width);

/// The name of a command that a person may have meant by an unknown one; "" if none is near.
std::string meant_command(std::string_view typed);

}  // namespace skiff::cli
