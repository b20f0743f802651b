#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "command.hpp"

namespace skiff::cli {

/// All commands, in the order of the overview.
std::span<const Command* const> commands();

/// The command that `words` begin with ("container ls -a"): the longest name wins.
struct FoundCommand {
  const Command* command;
  std::string_view name;  ///< the name it was called by
  std::size_t length;     ///< words of the name
};
std::optional<FoundCommand> find_command(std::span<const std::string_view> words);

/// Whether a word opens a group of commands: container, image, volume.
bool is_group(std::string_view word);

}  // namespace skiff::cli
