#include "help.hpp"

#include <algorithm>
#include <array>

#include <skiff/base/text.hpp>

#include "commands.hpp"
#include "lexer.hpp"

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
  row.left = option.letter != 0 && !is_letter_taken ? fmt::format("-{}, --{}", option.letter, option.name)
                                                   : fmt::format("    --{}", option.name);
  if (!option.metavar.empty()) row.left += fmt::format(" {}", option.metavar);
  row.right = option.help;
  return row;
}

std::vector<Row> rows_of(std::span<const Option> table, std::span<const Option> stronger) {
  std::vector<Row> rows;
  const std::array before = {stronger};
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

/// The name under which the overview shows a command; "" if the group does not have it.
std::string_view shown_name(const Command& command, std::string_view group) {
  if (group.empty()) return command.names[0];
  for (const std::string_view name : command.names)
    if (base::cut(name, ' ').after && base::cut(name, ' ').before == group) return name;
  return {};
}

}  // namespace

std::string command_help(const Command& command, std::string_view called_as, int width) {
  std::string result = fmt::format("{}\n\nUsage:\n  skiff {}", command.summary, called_as);
  if (!command.options.empty()) result += " [OPTIONS]";
  if (!command.synopsis.empty()) result += fmt::format(" {}", command.synopsis);
  result += '\n';

  std::string aliases;
  for (const std::string_view name : command.names)
    if (name != called_as) aliases += fmt::format("{}skiff {}", aliases.empty() ? "" : ", ", name);
  if (!aliases.empty()) {
    result += "\nAlso called:\n  ";
    append_wrapped(result, aliases, 2, width);
  }
  if (!command.options.empty()) {
    result += "\nOptions:\n";
    append_rows(result, rows_of(command.options, {}), width);
  }
  result += "\nGlobal options:\n";
  append_rows(result, rows_of(global_options(), command.options), width);
  if (!command.examples.empty()) {
    result += "\nExamples:\n";
    for (const std::string_view example : command.examples) result += fmt::format("  skiff {}\n", example);
  }
  return result;
}

std::string overview(std::string_view group, int width) {
  std::string result = "Containers without a daemon.\n\nUsage:\n  ";
  result += group.empty() ? "skiff [OPTIONS] COMMAND\n" : fmt::format("skiff {} COMMAND\n", group);
  for (const Category category : {Category::containers, Category::images, Category::volumes, Category::system}) {
    std::vector<Row> rows;
    for (const Command* command : commands()) {
      const std::string_view name = shown_name(*command, group);
      if (command->category == category && !name.empty()) rows.push_back({std::string(name), command->summary});
    }
    if (rows.empty()) continue;
    result += fmt::format("\n{}:\n", heading_of(category));
    append_rows(result, rows, width);
  }
  result += "\nOptions:\n";
  append_rows(result, rows_of(leading_options(), {}), width);
  result += "\nSee 'skiff COMMAND --help' for one command.\n";
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
