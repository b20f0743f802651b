#include "command.hpp"
#include "commands.hpp"
#include "help.hpp"

namespace skiff::cli {

namespace {

constexpr std::array<std::string_view, 1> names = {"help"};
constexpr std::array<std::string_view, 2> examples = {"help run", "help volume create"};

Result<int> help(const NoOptions&, Session& session) {
  if (session.operands.empty()) {
    session.print(overview("", page_of(session)));
    return 0;
  }
  const std::vector<std::string_view> words(session.operands.begin(), session.operands.end());
  if (const auto found = find_command(words); found && found->length == words.size()) {
    session.print(command_help(*found->command, found->name, page_of(session)));
    return 0;
  }
  if (words.size() == 1 && is_group(words[0])) {
    session.print(overview(words[0], page_of(session)));
    return 0;
  }
  return unknown_command(session, words.size() == 1 ? session.operands[0] : session.operands[0] + " " + session.operands[1]);
}

}  // namespace

extern const Command help_command;
constexpr Command help_command = {
    .names = names,
    .synopsis = "[COMMAND]",
    .summary = "Show what a command does and takes",
    .category = Category::system,
    .operands = {0, 2},
    .examples = examples,
    .run = run_with<NoOptions, help>,
};

}  // namespace skiff::cli
