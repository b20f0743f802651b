#include "help.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <skiff/base/text.hpp>

#include "commands.hpp"
#include "lexer.hpp"
#include "options/global.hpp"
#include "terminal.hpp"

namespace skiff::cli {

namespace {

/// Appends `text` broken at blanks; every line but the first is indented by `indent`, where the first already stands.
void append_wrapped(std::string& result, std::string_view text, std::size_t indent, int width) {
  const std::size_t room = std::max<std::size_t>(static_cast<std::size_t>(width) - std::min<std::size_t>(indent, 60), 20);
  std::size_t used = 0;
  for (const std::string_view word : base::split(text, ' ')) {
    if (used > 0 && used + 1 + word.size() > room) {
      result += '\n';
      result.append(indent, ' ');
      used = 0;
    } else if (used > 0) {
      result += ' ';
      ++used;
    }
    result += word;
    used += word.size();
  }
  result += '\n';
}

struct Row {
  std::string left;
  std::string_view right;
};

/// Two columns; a left part wider than the column gets a line of its own.
void append_rows(std::string& result, std::span<const Row> rows, int width) {
  constexpr std::size_t widest_left = 30;
  std::size_t column = 0;
  for (const Row& row : rows)
    if (row.left.size() <= widest_left) column = std::max(column, row.left.size());
  for (const Row& row : rows) {
    result += "  " + row.left;
    if (row.left.size() > column) {
      result += '\n';
      result.append(column + 4, ' ');
    } else {
      result.append(column + 2 - row.left.size(), ' ');
    }
    append_wrapped(result, row.right, column + 4, width);
  }
}

Row row_of(const Option& option, bool is_letter_taken) {
  Row row;
  row.left = option.letter != 0 && !is_letter_taken ? fmt::format("-{}, --{}", option.letter, option.name.view())
                                                   : fmt::format("    --{}", option.name.view());
  if (option.kind != OptionKind::toggle) row.left += fmt::format(" {}", option.metavar.view());
  row.right = option.help;
  return row;
}

std::vector<Row> rows_of(std::span<const Option> table, std::span<const Option> stronger) {
  std::vector<Row> rows;
  const std::array before = {OptionTable{stronger}};
  for (const Option& option : table)
    rows.push_back(row_of(option, option.letter != 0 && find_option(before, option.letter) != nullptr));
  std::ranges::sort(rows, {}, [](const Row& row) { return row.left.substr(row.left.find("--")); });
  return rows;
}

std::string_view heading_of(Category category) {
  switch (category) {
    case Category::containers: return "Containers";
    case Category::images: return "Images";
    case Category::volumes: return "Volumes";
    case Category::system: return "System";
  }
  std::unreachable();
}

/// The name under which a page shows a command: its first, or in a group's page the word behind that group's name; "" if the
/// group does not have it.
std::string_view shown_name(const Command& command, std::string_view group) {
  if (group.empty()) return command.names[0];
  for (const std::string_view name : command.names)
    if (const base::Cut words = base::cut(name, ' '); words.after && words.before == group) return *words.after;
  return {};
}

std::vector<Row> command_rows(std::string_view group, std::optional<Category> category) {
  std::vector<Row> rows;
  for (const Command* command : commands()) {
    const std::string_view name = shown_name(*command, group);
    if (!name.empty() && (!category || command->category == *category)) rows.push_back({std::string(name), command->summary});
  }
  return rows;
}

std::string_view title_of_group(std::string_view group) {
  if (group == "container") return "Containers.";
  if (group == "image") return "Images.";
  if (group == "volume") return "Volumes.";
  return "System.";
}

/// The commands of one group.
std::string group_overview(std::string_view group, const Page& page) {
  std::string result = fmt::format("{}\n\nUsage:\n  {} {} COMMAND\n\nCommands:\n", title_of_group(group), page.program, group);
  append_rows(result, command_rows(group, std::nullopt), page.width);
  result += fmt::format("\nSee '{} {} COMMAND --help' for one command.\n", page.program, group);
  return result;
}

}  // namespace

Page page_of(const Session& session) { return {text_width(), session.personality.program}; }

std::string command_help(const Command& command, std::string_view called_as, const Page& page) {
  std::string result = fmt::format("{}\n\nUsage:\n  {} {}", command.summary, page.program, called_as);
  if (!command.options.is_empty()) result += " [OPTIONS]";
  if (!command.synopsis.empty()) result += fmt::format(" {}", command.synopsis);
  result += '\n';

  std::string aliases;
  for (const std::string_view name : command.names)
    if (name != called_as) aliases += fmt::format("{}{} {}", aliases.empty() ? "" : ", ", page.program, name);
  if (!aliases.empty()) {
    result += "\nAlso called:\n  ";
    append_wrapped(result, aliases, 2, page.width);
  }
  if (!command.options.is_empty()) {
    result += "\nOptions:\n";
    append_rows(result, rows_of(command.options.rows, {}), page.width);
  }
  result += "\nGlobal options:\n";
  append_rows(result, rows_of(shown_options(global_options()), command.options.rows), page.width);
  if (!command.examples.empty()) {
    result += "\nExamples:\n";
    for (const std::string_view example : command.examples) result += fmt::format("  {} {}\n", page.program, example);
  }
  return result;
}

std::string overview(std::string_view group, const Page& page) {
  if (!group.empty()) return group_overview(group, page);
  std::string result = fmt::format("Containers without a daemon.\n\nUsage:\n  {} [OPTIONS] COMMAND\n", page.program);
  for (const Category category : {Category::containers, Category::images, Category::volumes, Category::system}) {
    result += fmt::format("\n{}:\n", heading_of(category));
    append_rows(result, command_rows("", category), page.width);
  }
  const std::span<const Option> shown = shown_options(leading_options());
  result += "\nOptions:\n";
  append_rows(result, rows_of(shown, {}), page.width);
  result += "\nOptions of docker and podman that say what skiff does anyway:\n";
  append_rows(result, rows_of(leading_options().rows.subspan(shown.size()), {}), page.width);
  result += fmt::format("\nSee '{} COMMAND --help' for one command.\n", page.program);
  return result;
}

std::string meant_command(std::string_view typed) {
  // Behind a group's name only that group's commands are near.
  const std::size_t blank = typed.find(' ');
  const std::string_view group = blank == std::string_view::npos ? "" : typed.substr(0, blank + 1);
  std::vector<std::string_view> names;
  for (const Command* command : commands())
    for (const std::string_view name : command->names)
      if (name.starts_with(group)) names.push_back(name.substr(group.size()));
  const auto meant = base::nearest(typed.substr(group.size()), names);
  return meant ? fmt::format("{}{}", group, *meant) : std::string();
}

}  // namespace skiff::cli
