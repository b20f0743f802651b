#include <skiff/storage/root_filesystem.hpp>

#include <cstdlib>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <skiff/storage/layers.hpp>
#include <skiff/sys/rooted.hpp>

#include "catch.hpp"

using namespace skiff;
using namespace skiff::storage;

namespace {

std::vector<std::string> names_in(const sys::Fd& root, const std::string& path) {
  auto names = sys::list_directory(sys::open_directory_at(root, path).value()).value();
  std::ranges::sort(names);
  return names;
}

/// Makes the layer in a process that may open only `count` files more than it has; whether it could.
bool make_with_files(const sys::Fd& root, int count) {
  const pid_t pid = fork();
  if (pid == 0) {
    const int next = fcntl(root.get(), F_DUPFD_CLOEXEC, 0);
    ::close(next);
    const rlimit limit{static_cast<rlim_t>(next + count), static_cast<rlim_t>(next + count)};
    setrlimit(RLIMIT_NOFILE, &limit);
    _exit(mount_points_layer(root, "full") ? 0 : 1);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

TEST_CASE("a layer of mount points that could not be finished leaves nothing for good") {
  char pattern[] = "/tmp/skiff-unit-XXXXXX";
  const std::string path = mkdtemp(pattern);
  const sys::Fd root = sys::open_directory(path).value();
  int failures = 0;
  while (failures < 16 && !make_with_files(root, failures)) ++failures;
  CHECK(failures > 2);
  CHECK(failures < 16);
  const auto layers = Layers::open(root, "full");
  REQUIRE(layers);
  REQUIRE(layers->sweep(sys::Fd()));
  CHECK(names_in(root, "layers/full") == std::vector<std::string>{".aside", "mount-points-2"});
  CHECK(names_in(root, "layers/full/.aside").empty());
  CHECK(names_in(root, "layers/full/mount-points-2") == std::vector<std::string>{".dockerenv", "dev", "etc", "proc", "run", "sys"});
  CHECK(names_in(root, "layers/full/mount-points-2/etc") == std::vector<std::string>{"hostname", "hosts", "mtab", "resolv.conf"});
  CHECK(sys::remove_tree(sys::open_directory("/tmp").value(), path.substr(5)));
}
