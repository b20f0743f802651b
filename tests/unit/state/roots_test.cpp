#include <skiff/state/roots.hpp>

#include <cstdlib>
#include <sys/stat.h>
#include <unistd.h>

#include "catch.hpp"
#include "file_system.hpp"
#include "state/temporary_roots.hpp"

using namespace skiff;
using namespace skiff::state;

TEST_CASE("network file systems are refused by name") {
  CHECK(refused_file_system(0x6969) == "NFS");
  CHECK(refused_file_system(static_cast<int>(0xff534d42)) == "CIFS");
  CHECK(refused_file_system(static_cast<long>(0xfe534d42)) == "SMB");
  for (const long local : {0xEF53L, 0x58465342L, 0x9123683EL, 0x01021994L, 0x794c7630L}) CHECK_FALSE(refused_file_system(local));
}

TEST_CASE("roots are made private and their paths are clean") {
  const TemporaryRoots store;
  const auto roots = open_roots({.root = store.path() + "//a/./b/", .runroot = store.path() + "/r"});
  REQUIRE(roots);
  CHECK(roots->root_path == store.path() + "/a/b");
  struct stat status {};
  REQUIRE(stat(roots->root_path.c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0700);
}

TEST_CASE("paths that cannot be roots are refused") {
  const TemporaryRoots store;
  const auto kind = [&](const std::string& root, const std::string& runroot) {
    const auto roots = open_roots({.root = root, .runroot = runroot});
    return roots ? ErrorKind::internal : roots.error().kind();
  };
  const std::string good = store.path() + "/good";
  CHECK(kind("relative", good) == ErrorKind::invalid);
  CHECK(kind(store.path() + "/../x", good) == ErrorKind::invalid);
  CHECK(kind("/", good) == ErrorKind::invalid);
  CHECK(kind(good, "relative") == ErrorKind::invalid);
  CHECK(kind("/proc/skiff", good) != ErrorKind::internal);
  CHECK(kind(good, good) == ErrorKind::internal);
  REQUIRE(mkdir((store.path() + "/open").c_str(), 0700) == 0);
  REQUIRE(chmod((store.path() + "/open").c_str(), 0777) == 0);
  CHECK(kind(good, store.path() + "/open") == ErrorKind::denied);
}

TEST_CASE("the environment names the roots where no flag does") {
  const TemporaryRoots store;
  const std::string root = store.path() + "/from-environment";
  setenv("SKIFF_ROOT", root.c_str(), 1);
  setenv("SKIFF_RUNROOT", (root + "-run").c_str(), 1);
  const auto roots = open_roots({});
  unsetenv("SKIFF_ROOT");
  unsetenv("SKIFF_RUNROOT");
  REQUIRE(roots);
  CHECK(roots->root_path == root);
  CHECK(roots->runroot_path == root + "-run");
}
