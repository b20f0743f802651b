#include <skiff/sys/file.hpp>

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <skiff/sys/rooted.hpp>

#include "catch.hpp"

using namespace skiff;
using namespace skiff::sys;

TEST_CASE("a temporary file of a killed process does not stand in the way of a later one with its pid") {
  char pattern[] = "/tmp/skiff-unit-XXXXXX";
  const std::string path = mkdtemp(pattern);
  const Fd top = open_directory(path).value();
  const pid_t pid = fork();
  if (pid == 0) {
    // Dies in its write, between making the temporary file and renaming it.
    const rlimit one_byte{1, 1};
    setrlimit(RLIMIT_FSIZE, &one_byte);
    std::signal(SIGXFSZ, SIG_DFL);
    (void)replace_file(top, "state.json", "new", Sync::no);
    _exit(0);
  }
  int status = 0;
  REQUIRE(waitpid(pid, &status, 0) == pid);
  REQUIRE(WIFSIGNALED(status));
  const auto left = list_directory(top).value();
  REQUIRE(left.size() == 1);
  const std::string its_pid = std::to_string(pid);
  std::string own_name = left[0];
  REQUIRE(own_name.find(its_pid) != std::string::npos);
  own_name.replace(own_name.find(its_pid), its_pid.size(), std::to_string(getpid()));
  REQUIRE(renameat(top.get(), left[0].c_str(), top.get(), own_name.c_str()) == 0);

  const auto replaced = replace_file(top, "state.json", "new", Sync::no);
  INFO((replaced ? "" : replaced.error().text()));
  CHECK(replaced);
  CHECK(read_file(top, "state.json", 100).value() == "new");
  CHECK(list_directory(top).value() == std::vector<std::string>{"state.json"});
  CHECK(remove_tree(open_directory("/tmp").value(), path.substr(5)));
}

TEST_CASE("what killed replacements of one file left is removed, and nothing else") {
  char pattern[] = "/tmp/skiff-unit-XXXXXX";
  const std::string path = mkdtemp(pattern);
  const Fd top = open_directory(path).value();
  for (const char* name : {"state.json", ".state.json.7.tmp", ".state.json.8.tmp", ".state.json", ".other.7.tmp"})
    REQUIRE(Fd(openat(top.get(), name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600)).is_open());
  REQUIRE(remove_unfinished(top, "state.json"));
  auto names = list_directory(top).value();
  std::ranges::sort(names);
  CHECK(names == std::vector<std::string>{".other.7.tmp", ".state.json", "state.json"});
  CHECK(remove_tree(open_directory("/tmp").value(), path.substr(5)));
}
