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

TEST_CASE("what a killed process left of a replacement is used by the next one") {
  char pattern[] = "/tmp/skiff-unit-XXXXXX";
  const std::string path = mkdtemp(pattern);
  const Fd top = open_directory(path).value();
  const pid_t pid = fork();
  if (pid == 0) {
    // Dies in its write, between making the temporary file and renaming it.
    const rlimit one_byte{1, 1};
    setrlimit(RLIMIT_FSIZE, &one_byte);
    std::signal(SIGXFSZ, SIG_DFL);
    (void)replace_file(top, "state.json", "what is longer than the next", Sync::no);
    _exit(0);
  }
  int status = 0;
  REQUIRE(waitpid(pid, &status, 0) == pid);
  REQUIRE(WIFSIGNALED(status));
  CHECK(list_directory(top).value() == std::vector<std::string>{".state.json.tmp"});
  const auto replaced = replace_file(top, "state.json", "new", Sync::no);
  INFO((replaced ? "" : replaced.error().text()));
  CHECK(replaced);
  CHECK(read_file(top, "state.json", 100).value() == "new");
  CHECK(list_directory(top).value() == std::vector<std::string>{"state.json"});
  CHECK(remove_tree(open_directory("/tmp").value(), path.substr(5)));
}
