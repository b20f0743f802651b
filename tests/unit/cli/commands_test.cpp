#include "commands.hpp"

#include <set>

#include "catch.hpp"
#include "help.hpp"
#include "lexer.hpp"

#include <skiff/base/text.hpp>

using namespace skiff;
using namespace skiff::cli;

namespace {

std::size_t longest_line(std::string_view text) {
  std::size_t longest = 0;
  for (const std::string_view line : base::split(text, '\n')) longest = std::max(longest, line.size());
  return longest;
}

}  // namespace

TEST_CASE("no two commands share a name, and names of two words open known groups") {
  std::set<std::string_view> names;
  for (const Command* command : commands()) {
    CHECK_FALSE(command->summary.empty());
    CHECK(command->run != nullptr);
    for (const std::string_view name : command->names) {
      CHECK(names.insert(name).second);
      const auto cut = base::cut(name, ' ');
      CHECK(is_group(cut.before) == cut.after.has_value());
    }
  }
}

TEST_CASE("commands are found by all their names") {
  const std::vector<std::string_view> words = {"container", "ls", "-a"};
  const auto found = find_command(words);
  REQUIRE(found);
  CHECK(found->command->names[0] == "ps");
  CHECK(found->name == "container ls");
  CHECK(found->length == 2);
  const std::vector<std::string_view> unknown = {"container", "bogus"};
  CHECK_FALSE(find_command(unknown));
}

TEST_CASE("help fits into 80 columns") {
  for (const Command* command : commands()) {
    INFO(command->names[0]);
    CHECK(longest_line(command_help(*command, command->names[0], {})) <= 80);
  }
  CHECK(longest_line(overview("", {})) <= 80);
  CHECK(longest_line(overview("image", {})) <= 80);
}

TEST_CASE("every command's examples parse") {
  for (const Command* command : commands()) {
    for (const std::string_view example : command->examples) {
      INFO(example);
      const auto words = base::split(example, ' ');
      const auto found = find_command(words);
      REQUIRE(found);
      CHECK(found->command == command);
      const std::array tables = {command->options, global_options()};
      const auto mode = command->operands.has_own_arguments ? LexMode::own_arguments : LexMode::interspersed;
      CHECK(lex(tables, std::span(words).subspan(found->length), mode).has_value());
    }
  }
}

TEST_CASE("an unknown command has a neighbour") {
  CHECK(meant_command("rnu") == "run");
  CHECK(meant_command("container lss") == "container ls");
  CHECK(meant_command("qqqqqqq").empty());
}
