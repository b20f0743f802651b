#include "commands.hpp"

#include <array>

namespace skiff::cli {

extern const Command attach_command;
extern const Command container_exists_command;
extern const Command container_inspect_command;
extern const Command container_prune_command;
extern const Command create_command;
extern const Command exec_command;
extern const Command help_command;
extern const Command history_command;
extern const Command image_exists_command;
extern const Command image_inspect_command;
extern const Command image_prune_command;
extern const Command images_command;
extern const Command import_command;
extern const Command info_command;
extern const Command inspect_command;
extern const Command kill_command;
extern const Command load_command;
extern const Command logs_command;
extern const Command ps_command;
extern const Command pull_command;
extern const Command restart_command;
extern const Command rm_command;
extern const Command rmi_command;
extern const Command run_command;
extern const Command start_command;
extern const Command stop_command;
extern const Command system_prune_command;
extern const Command tag_command;
extern const Command untag_command;
extern const Command version_command;
extern const Command volume_create_command;
extern const Command volume_exists_command;
extern const Command volume_inspect_command;
extern const Command volume_ls_command;
extern const Command volume_prune_command;
extern const Command volume_rm_command;
extern const Command wait_command;

namespace {

constexpr std::array all_commands = {
    // Containers, in the order of their life.
    &run_command,
    &create_command,
    &start_command,
    &ps_command,
    &exec_command,
    &attach_command,
    &logs_command,
    &stop_command,
    &restart_command,
    &kill_command,
    &wait_command,
    &rm_command,
    &container_inspect_command,
    &container_exists_command,
    &container_prune_command,
    // Images.
    &pull_command,
    &images_command,
    &load_command,
    &import_command,
    &history_command,
    &tag_command,
    &untag_command,
    &rmi_command,
    &image_inspect_command,
    &image_exists_command,
    &image_prune_command,
    // Volumes.
    &volume_create_command,
    &volume_ls_command,
    &volume_inspect_command,
    &volume_rm_command,
    &volume_exists_command,
    &volume_prune_command,
    // The rest.
    &inspect_command,
    &info_command,
    &system_prune_command,
    &version_command,
    &help_command,
};

constexpr std::array groups = {std::string_view("container"), std::string_view("image"), std::string_view("volume"),
                               std::string_view("system")};

}  // namespace

std::span<const Command* const> commands() { return all_commands; }

bool is_group(std::string_view word) {
  for (const std::string_view group : groups)
    if (group == word) return true;
  return false;
}

std::optional<FoundCommand> find_command(std::span<const std::string_view> words) {
  if (words.empty()) return std::nullopt;
  for (const Command* command : commands()) {
    for (const std::string_view name : command->names) {
      const std::size_t blank = name.find(' ');
      if (blank == std::string_view::npos) {
        if (name == words[0]) return FoundCommand{command, name, 1};
      } else if (words.size() > 1 && name.substr(0, blank) == words[0] && name.substr(blank + 1) == words[1]) {
        return FoundCommand{command, name, 2};
      }
    }
  }
  return std::nullopt;
}

}  // namespace skiff::cli
