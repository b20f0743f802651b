#include <skiff/state/roots.hpp>

#include <cstdlib>
#include <sys/stat.h>
#include <unistd.h>

#include <skiff/sys/process.hpp>

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
  REQUIRE(mkdir((store.path() + "/open/of-another-program").c_str(), 0700) == 0);
  REQUIRE(chmod((store.path() + "/open").c_str(), 0777) == 0);
  CHECK(kind(store.path() + "/open", good) == ErrorKind::denied);
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

TEST_CASE("a store that others may look into is closed to them") {
  const TemporaryRoots store;
  const std::string path = store.path() + "/found";
  const auto mode_of = [](const std::string& name) {
    struct stat status {};
    REQUIRE(stat(name.c_str(), &status) == 0);
    return status.st_mode & 07777;
  };
  for (const mode_t mode : {0711, 0755, 0775, 0777}) {
    REQUIRE((mkdir(path.c_str(), 0700) == 0 || errno == EEXIST));
    REQUIRE(chmod(path.c_str(), mode) == 0);
    CHECK(open_roots({.root = path, .runroot = store.path() + "/r"}));
    CHECK(mode_of(path) == 0700);
  }
  // Beside other things of its owner's the directory keeps its mode, and what is skiff's is closed.
  REQUIRE(mkdir((path + "/documents").c_str(), 0755) == 0);
  REQUIRE(mkdir((path + "/layers").c_str(), 0755) == 0);
  REQUIRE(chmod(path.c_str(), 0755) == 0);
  CHECK(open_roots({.root = path, .runroot = store.path() + "/r"}));
  CHECK(mode_of(path) == 0755);
  CHECK(mode_of(path + "/documents") == 0755);
  CHECK(mode_of(path + "/layers") == 0700);
}

TEST_CASE("without a runtime directory of the user's it lies in the store, a new one for each boot") {
  if (geteuid() == 0) return;  // root has /run/skiff
  const TemporaryRoots store;
  unsetenv("XDG_RUNTIME_DIR");
  if (access(("/run/user/" + std::to_string(geteuid())).c_str(), F_OK) == 0) return;
  const std::string path = store.path() + "/s";
  const auto boot = sys::boot_identity().value();
  const std::string former = path + "/run/" + boot.machine_id + "-former";
  REQUIRE(mkdir(path.c_str(), 0700) == 0);
  REQUIRE(mkdir((path + "/run").c_str(), 0700) == 0);
  REQUIRE(mkdir(former.c_str(), 0700) == 0);
  REQUIRE(mkdir((path + "/run/othermachine-boot").c_str(), 0700) == 0);
  const auto roots = open_roots({.root = path});
  REQUIRE(roots);
  CHECK(roots->runroot_path == path + "/run/" + boot.machine_id + "-" + boot.boot_id);
  CHECK(access(former.c_str(), F_OK) != 0);
  CHECK(access((path + "/run/othermachine-boot").c_str(), F_OK) == 0);
}

TEST_CASE("a store that cannot be written can be read") {
  if (geteuid() == 0) return;  // root may write everywhere
  const TemporaryRoots store;
  const std::string path = store.path() + "/s";
  REQUIRE(mkdir(path.c_str(), 0500) == 0);
  const auto roots = open_roots({.root = path, .runroot = path + "/run"});
  REQUIRE(roots);
  REQUIRE(roots->unwritable);
  CHECK(roots->unwritable->text() == "the store: " + path + " is not writable: permission denied");
}
