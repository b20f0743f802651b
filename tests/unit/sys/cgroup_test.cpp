#include <skiff/sys/cgroup.hpp>

#include <csignal>
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <skiff/sys/rooted.hpp>

#include "catch.hpp"

using namespace skiff;
using namespace skiff::sys;

TEST_CASE("the cgroup2 mount is found among others") {
  const auto mount = find_cgroup_mount(
      "35 31 0:32 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu\n"
      "41 31 0:38 /a\\040b /mnt/with\\040space\\134x rw,relatime shared:4 - cgroup2 none rw\n"
      "42 31 0:38 / /second rw,relatime - cgroup2 none rw\n");
  REQUIRE(mount);
  CHECK(mount->point == "/mnt/with space\\x");
  CHECK(mount->root == "/a b");
  CHECK_FALSE(find_cgroup_mount(""));
  CHECK_FALSE(find_cgroup_mount("1 2 - cgroup2 none rw\nnonsense\n - \n"));
  CHECK_FALSE(find_cgroup_mount("36 35 98:0 / /sys/fs/cgroup rw - tmpfs cgroup2 rw\n"));
}

TEST_CASE("the own cgroup is the line of hierarchy 0") {
  CHECK(parse_own_cgroup("4:memory:/x\n0::/user.slice/a b\n") == "/user.slice/a b");
  CHECK(parse_own_cgroup("0::/\n") == "/");
  CHECK_FALSE(parse_own_cgroup("1:name=systemd:/\n"));
  CHECK_FALSE(parse_own_cgroup(""));
}

TEST_CASE("a cgroup whose name only begins as the mounted one is outside of it") {
  CHECK(path_below_root("/user/a", "/") == "/user/a");
  CHECK(path_below_root("/user", "/user") == "/");
  CHECK(path_below_root("/user/a/b", "/user") == "/a/b");
  CHECK_FALSE(path_below_root("/username/x", "/user"));
  CHECK_FALSE(path_below_root("/other", "/user"));
}

TEST_CASE("a cgroup is made, killed with all below, and removed") {
  const auto home = own_cgroup();
  REQUIRE(home);
  if (!home->has_value()) {
    WARN("this process may not make cgroups: not tried");
    return;
  }
  const std::string name = fmt::format("skiff-unit-{}", getpid());
  const auto cgroup = make_cgroup(**home, name);
  REQUIRE(cgroup);
  const auto inner = make_cgroup(CgroupHome{home->value().mount.duplicate().value(), cgroup->path}, "inner");
  REQUIRE(inner);
  const pid_t pid = fork();
  if (pid == 0) {
    while (true) pause();
  }
  {
    const Fd procs(openat(inner->directory.get(), "cgroup.procs", O_WRONLY | O_CLOEXEC));
    REQUIRE(write_all(procs, std::to_string(pid)));
  }
  CHECK_FALSE(wait_until_empty(*cgroup, std::chrono::milliseconds(1)).value());
  CHECK_FALSE(remove_cgroup(*cgroup));
  const auto again = open_cgroup(cgroup->path);
  REQUIRE(again);
  REQUIRE(again->has_value());
  REQUIRE(kill_cgroup(**again));
  int status = 0;
  REQUIRE(waitpid(pid, &status, 0) == pid);
  CHECK(WIFSIGNALED(status));
  CHECK(wait_until_empty(*cgroup, std::chrono::seconds(5)).value());
  CHECK(remove_cgroup(*cgroup));
  CHECK(remove_cgroup(*cgroup));
  CHECK_FALSE(open_cgroup(cgroup->path).value().has_value());
}

/// A process that does nothing, in a cgroup.
static pid_t start_sleeper(const Cgroup& cgroup) {
  const pid_t pid = fork();
  if (pid == 0) {
    while (true) pause();
  }
  const Fd procs(openat(cgroup.directory.get(), "cgroup.procs", O_WRONLY | O_CLOEXEC));
  REQUIRE(write_all(procs, std::to_string(pid)));
  return pid;
}

TEST_CASE("who waits for a cgroup's processes to end does not wait on when somebody else removes it") {
  const auto home = own_cgroup();
  REQUIRE(home);
  if (!home->has_value()) {
    WARN("this process may not make cgroups: not tried");
    return;
  }
  const auto cgroup = make_cgroup(**home, fmt::format("skiff-unit-removed-{}", getpid()));
  REQUIRE(cgroup);
  const pid_t sleeper = start_sleeper(*cgroup);
  const pid_t waiter = fork();
  if (waiter == 0) {
    const auto is_empty = wait_until_empty(*cgroup, std::chrono::seconds(20));
    _exit(is_empty && *is_empty ? 0 : 1);
  }
  // In poll(2).
  const std::string call_path = fmt::format("/proc/{}/syscall", waiter);
  for (std::string call; !call.starts_with(fmt::format("{} ", SYS_poll));) {
    const Fd file(open(call_path.c_str(), O_RDONLY | O_CLOEXEC));
    call = read_all(file, 4096).value_or("");
  }
  // One change is told at once, the next one 10 ms later; and by then the cgroup is gone.
  const Fd freeze(openat(cgroup->directory.get(), "cgroup.freeze", O_WRONLY | O_CLOEXEC));
  REQUIRE(write_all(freeze, "1"));
  REQUIRE(kill_cgroup(*cgroup));
  int status = 0;
  REQUIRE(waitpid(sleeper, &status, 0) == sleeper);
  REQUIRE(remove_cgroup(*cgroup));
  const auto begin = std::chrono::steady_clock::now();
  REQUIRE(waitpid(waiter, &status, 0) == waiter);
  CHECK(status == 0);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(10));
}
