#include "not_yet.hpp"

#include "catch.hpp"
#include "commands.hpp"

#include <skiff/base/text.hpp>

using namespace skiff;
using namespace skiff::cli;

TEST_CASE("what there is, is not called missing") {
  for (const Command* command : commands()) {
    for (const std::string_view name : command->names) {
      INFO(name);
      CHECK_FALSE(is_later_command(name));
      CHECK_FALSE(is_later_command(base::cut(name, ' ').before));
    }
    for (const Option& option : command->options) {
      INFO(command->names[0] << " --" << option.name.view());
      CHECK(later_option(command->names[0], option.name).empty());
      if (option.letter != 0) CHECK(later_option(command->names[0], option.letter).empty());
    }
  }
}

TEST_CASE("commands that come later are known as such") {
  CHECK(is_later_command("push"));
  CHECK(is_later_command("image push"));
  CHECK(is_later_command("volume mount"));
  CHECK_FALSE(is_later_command("pu"));
  CHECK_FALSE(is_later_command("volume push"));
  CHECK_FALSE(is_later_command(""));
  CHECK_FALSE(is_later_command("container "));
}

TEST_CASE("a command of a group has the way round of its second word, but for volumes") {
  CHECK_FALSE(way_round("cp").empty());
  CHECK(way_round("container cp") == way_round("cp"));
  CHECK(way_round("image push") == way_round("push"));
  CHECK_FALSE(way_round("volume export").empty());
  CHECK(way_round("volume export") != way_round("export"));
  CHECK(way_round("volume mount").empty());
  CHECK(way_round("nonsense").empty());
  CHECK(way_round("container nonsense").empty());
}

TEST_CASE("what needs a daemon is known as such, by its first word") {
  CHECK(is_command_of_a_daemon("swarm"));
  CHECK(is_command_of_a_daemon("context ls"));
  CHECK_FALSE(is_command_of_a_daemon("swar"));
  CHECK_FALSE(is_command_of_a_daemon("container swarm"));
  CHECK_FALSE(is_command_of_a_daemon(""));
}

TEST_CASE("options that come later are known by name and letter") {
  CHECK(later_option("run", "publish") == "publish");
  CHECK(later_option("run", 'p') == "publish");
  CHECK(later_option("create", 'm') == "memory");
  CHECK(later_option("run", "publ").empty());
  CHECK(later_option("run", "").empty());
  CHECK(later_option("run", 'x').empty());
  CHECK(later_option("version", 'p').empty());
}

TEST_CASE("an option that comes later may say what is so without it") {
  CHECK(is_so_anyway("restart", "no"));
  CHECK(is_so_anyway("pids-limit", "-1"));
  CHECK(is_so_anyway("privileged", "false"));
  CHECK_FALSE(is_so_anyway("restart", "always"));
  CHECK_FALSE(is_so_anyway("restart", ""));
  CHECK_FALSE(is_so_anyway("privileged", "true"));
  CHECK_FALSE(is_so_anyway("nonsense", "no"));
  CHECK(is_later_toggle("privileged"));
  CHECK_FALSE(is_later_toggle("restart"));
}
