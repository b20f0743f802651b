#include <skiff/sys/rooted.hpp>

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "catch.hpp"

using namespace skiff;
using namespace skiff::sys;

TEST_CASE("a mode is set of what has the name, never through a link") {
  char pattern[] = "/tmp/skiff-unit-XXXXXX";
  const std::string path = mkdtemp(pattern);
  const Fd top = open_directory(path).value();
  for (const char* name : {"own", "other"}) REQUIRE(mkdirat(top.get(), name, 0500) == 0);
  REQUIRE(mkfifoat(top.get(), "fifo", 0400) == 0);
  REQUIRE(symlinkat("other", top.get(), "link") == 0);
  const auto mode_of = [&](const char* name) { return stat_at(top, name).value().st_mode & 07777U; };
  CHECK(set_mode(top, "own", 0700));
  CHECK(mode_of("own") == 0700);
  CHECK(set_mode(top, "fifo", 0640));
  CHECK(mode_of("fifo") == 0640);
  CHECK_FALSE(set_mode(top, "link", 0700));
  CHECK(mode_of("other") == 0500);
  CHECK_FALSE(set_mode(top, "missing", 0700));
  CHECK_FALSE(set_mode(top, "../escaped", 0700));
  CHECK(remove_tree(open_directory("/tmp").value(), path.substr(5)));
}

TEST_CASE("a tree is removed although its directories are closed to their owner") {
  char pattern[] = "/tmp/skiff-unit-XXXXXX";
  const std::string path = mkdtemp(pattern);
  const Fd top = open_directory(path).value();
  REQUIRE(make_directories_in_root(top, "a/b/c"));
  for (const char* name : {"a/b/c", "a/b", "a"}) REQUIRE(set_mode(top, name, 0));
  CHECK(remove_tree(open_directory("/tmp").value(), path.substr(5)));
  CHECK(access(path.c_str(), F_OK) != 0);
}

TEST_CASE("a name is told from the one that had it before") {
  char pattern[] = "/tmp/skiff-unit-XXXXXX";
  const std::string path = mkdtemp(pattern);
  const Fd top = open_directory(path).value();
  REQUIRE(mkdirat(top.get(), "object", 0700) == 0);
  const Fd held = open_directory_at(top, "object").value();
  CHECK(is_at(held, top, "object"));
  REQUIRE(renameat(top.get(), "object", top.get(), "trash") == 0);
  CHECK_FALSE(is_at(held, top, "object"));
  CHECK(is_at(held, top, "trash"));
  REQUIRE(mkdirat(top.get(), "object", 0700) == 0);
  CHECK_FALSE(is_at(held, top, "object"));
  REQUIRE(symlinkat("trash", top.get(), "link") == 0);
  CHECK_FALSE(is_at(held, top, "link"));
  CHECK_FALSE(is_at(Fd(), top, "object"));
  CHECK(remove_tree(open_directory("/tmp").value(), path.substr(5)));
}
