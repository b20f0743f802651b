#include <skiff/sys/descriptor_holders.hpp>

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <skiff/sys/rooted.hpp>

#include "catch.hpp"

using namespace skiff;
using namespace skiff::sys;

namespace {

/// Processes that hold the reading end of a pipe of their own, until they are killed.
class Holders {
 public:
  Holders() {
    char pattern[] = "/tmp/skiff-unit-XXXXXX";
    path_ = mkdtemp(pattern);
    top_ = open_directory(path_).value();
  }
  Holders(const Holders&) = delete;
  Holders& operator=(const Holders&) = delete;
  ~Holders() {
    while (!pids_.empty()) kill_first();
    (void)remove_tree(open_directory("/tmp").value(), path_.substr(5));
  }

  DescriptorHolders file() const { return DescriptorHolders::open(top_, "holders").value(); }
  /// The inode of its pipe.
  ino_t add(bool is_hidden = false) {
    FdPair held = make_pipe().value();
    FdPair ready = make_pipe().value();
    const pid_t pid = fork();
    if (pid == 0) {
      const DescriptorHolders holders = file();
      if (!holders.add(held.first)) _exit(1);
      if (is_hidden) prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
      (void)write_all(ready.second, "r");
      while (true) pause();
    }
    pids_.push_back(pid);
    ready.second.close();
    char byte = 0;
    REQUIRE(read_some(ready.first, std::span(&byte, 1)).value() == 1);
    return stat_of(held.first)->st_ino;
  }
  void kill_first() {
    kill(pids_.front(), SIGKILL);
    waitpid(pids_.front(), nullptr, 0);
    pids_.erase(pids_.begin());
  }
  /// The inode of what is found; 0 is nothing.
  ino_t found() {
    std::optional<Error> closed;
    const auto copy = file().find(std::chrono::milliseconds(50), closed).value();
    is_closed_ = closed.has_value();
    return copy ? stat_of(*copy)->st_ino : 0;
  }
  bool is_closed() const { return is_closed_; }

 private:
  std::string path_;
  Fd top_;
  std::vector<pid_t> pids_;
  bool is_closed_ = false;
};

}  // namespace

TEST_CASE("a descriptor is found in the oldest holder that lives") {
  Holders holders;
  CHECK(holders.found() == 0);
  const ino_t first = holders.add();
  const ino_t second = holders.add();
  CHECK(holders.found() == first);
  holders.kill_first();
  CHECK(holders.found() == second);
  holders.kill_first();
  CHECK(holders.found() == 0);
  CHECK_FALSE(holders.is_closed());
}

TEST_CASE("a holder that cannot be looked into is passed over, and told") {
  if (geteuid() == 0) return;  // root looks into everything
  Holders holders;
  holders.add(true);
  CHECK(holders.found() == 0);
  CHECK(holders.is_closed());
  const ino_t open = holders.add();
  CHECK(holders.found() == open);
}
