#include <skiff/sys/directory_watch.hpp>

#include <cstdlib>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skiff/sys/file.hpp>
#include <skiff/sys/rooted.hpp>

#include "catch.hpp"

using namespace skiff;
using namespace skiff::sys;

TEST_CASE("a replaced file and a moved directory are told") {
  char pattern[] = "/tmp/skiff-unit-XXXXXX";
  const std::string path = mkdtemp(pattern);
  const Fd top = open_directory(path).value();
  REQUIRE(mkdirat(top.get(), "one", 0700) == 0);
  REQUIRE(mkdirat(top.get(), "two", 0700) == 0);
  const Fd one = open_directory_at(top, "one").value();
  const Fd two = open_directory_at(top, "two").value();
  auto watch = DirectoryWatch::make();
  REQUIRE(watch);
  const int first = watch->add(one).value();
  const int second = watch->add(two).value();
  CHECK(watch->changed().value().empty());
  REQUIRE(replace_file(one, "state.json", "x", Sync::no));
  CHECK(watch->changed().value() == std::vector{first});
  REQUIRE(renameat(top.get(), "two", top.get(), "three") == 0);
  pollfd ready{watch->fd().get(), POLLIN, 0};
  CHECK(poll(&ready, 1, 0) == 1);
  CHECK(watch->changed().value() == std::vector{second});
  REQUIRE(replace_file(two, "state.json", "x", Sync::no));
  CHECK(watch->changed().value() == std::vector{second});
  CHECK(remove_tree(open_directory("/tmp").value(), path.substr(5)));
}
