#include <skiff/storage/copy_tree.hpp>

#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <skiff/sys/rooted.hpp>

#include "catch.hpp"

using namespace skiff;
using namespace skiff::storage;

namespace {

/// Two empty directories, removed at the end.
struct Trees {
  Trees() {
    char pattern[] = "/tmp/skiff-unit-XXXXXX";
    name = std::string(mkdtemp(pattern)).substr(5);
    top = sys::open_directory("/tmp/" + name).value();
    for (const char* directory : {"from", "to"}) REQUIRE(mkdirat(top.get(), directory, 0755) == 0);
    from = sys::open_directory_at(top, "from").value();
    to = sys::open_directory_at(top, "to").value();
  }
  ~Trees() { (void)sys::remove_tree(sys::open_directory("/tmp").value(), name); }
  Trees(const Trees&) = delete;
  Trees& operator=(const Trees&) = delete;

  std::string name;
  sys::Fd top, from, to;
};

sys::Fd make_file(const sys::Fd& directory, const char* name) {
  return sys::Fd(openat(directory.get(), name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640));
}

struct stat look(const sys::Fd& directory, const std::string& name) { return sys::stat_at(directory, name).value(); }

}  // namespace

TEST_CASE("a copy keeps the holes of a file: those at its beginning, in its midst and at its end") {
  const Trees trees;
  const sys::Fd file = make_file(trees.from, "holes");
  REQUIRE(pwrite(file.get(), "first", 5, 8 << 20) == 5);
  REQUIRE(pwrite(file.get(), "second", 6, 32 << 20) == 6);
  REQUIRE(ftruncate(file.get(), 512LL << 20) == 0);
  REQUIRE(ftruncate(make_file(trees.from, "hole").get(), 1LL << 40) == 0);
  REQUIRE(copy_tree(trees.from, trees.to));
  CHECK(look(trees.to, "holes").st_size == 512LL << 20);
  CHECK(look(trees.to, "holes").st_blocks <= look(trees.from, "holes").st_blocks + 64);
  CHECK(look(trees.to, "hole").st_size == 1LL << 40);
  CHECK(look(trees.to, "hole").st_blocks == 0);
  const sys::Fd copy = sys::open_in_root(trees.to, "holes", O_RDONLY).value();
  char text[6] = {};
  CHECK((pread(copy.get(), text, 5, 8 << 20) == 5 && std::string_view(text, 5) == "first"));
  CHECK((pread(copy.get(), text, 6, 32 << 20) == 6 && std::string_view(text, 6) == "second"));
  CHECK((pread(copy.get(), text, 5, 9 << 20) == 5 && std::string_view(text, 5) == std::string_view("\0\0\0\0\0", 5)));
}

TEST_CASE("a copy may be deeper than a path, and than the number of files that may be open") {
  const Trees trees;
  constexpr int depth = 3000;
  sys::Fd here = sys::open_directory_at(trees.from, ".").value();
  for (int level = 0; level < depth; ++level) {
    REQUIRE(mkdirat(here.get(), "dd", 0750) == 0);
    here = sys::open_directory_at(here, "dd").value();
  }
  REQUIRE(make_file(here, "end").is_open());
  REQUIRE(copy_tree(trees.from, trees.to));
  here = sys::open_directory_at(trees.to, ".").value();
  for (int level = 0; level < depth; ++level) here = sys::open_directory_at(here, "dd").value();
  CHECK(look(here, "end").st_mode == (S_IFREG | 0640));
}

TEST_CASE("a copy has the names, links, modes, times and attributes of what it was made of") {
  const Trees trees;
  const sys::Fd file = make_file(trees.from, "a");
  REQUIRE(write(file.get(), "text", 4) == 4);
  REQUIRE(fchmod(file.get(), 04755) == 0);
  const bool has_attributes = fsetxattr(file.get(), "user.colour", "red", 3, 0) == 0;
  REQUIRE(mkdirat(trees.from.get(), "below", 0711) == 0);
  REQUIRE(linkat(trees.from.get(), "a", trees.from.get(), "below/b", 0) == 0);
  REQUIRE(symlinkat("/nowhere", trees.from.get(), "link") == 0);
  REQUIRE(mknodat(trees.from.get(), "fifo", S_IFIFO | 0620, 0) == 0);
  const timespec times[] = {{1, 0}, {1000000000, 5}};
  REQUIRE(utimensat(trees.from.get(), "below", times, 0) == 0);
  REQUIRE(utimensat(trees.from.get(), "a", times, 0) == 0);
  REQUIRE(copy_tree(trees.from, trees.to));
  CHECK(look(trees.to, "a").st_mode == (S_IFREG | 04755));
  CHECK(look(trees.to, "a").st_ino == look(trees.to, "below/b").st_ino);
  CHECK(look(trees.to, "a").st_mtim.tv_sec == 1000000000);
  CHECK(look(trees.to, "below").st_mode == (S_IFDIR | 0711));
  CHECK(look(trees.to, "below").st_mtim.tv_nsec == 5);
  CHECK((look(trees.to, "fifo").st_mode & S_IFMT) == S_IFIFO);
  char target[16] = {};
  CHECK((readlinkat(trees.to.get(), "link", target, sizeof target) == 8 && std::string_view(target, 8) == "/nowhere"));
  char value[8] = {};
  const sys::Fd copy = sys::open_in_root(trees.to, "a", O_RDONLY).value();
  if (has_attributes) CHECK((fgetxattr(copy.get(), "user.colour", value, sizeof value) == 3 && value[0] == 'r'));
}

TEST_CASE("a copy takes no more than it may: data and names count, holes do not") {
  const Trees trees;
  const sys::Fd file = make_file(trees.from, "data");
  REQUIRE(write(file.get(), std::string(1 << 20, 'x').data(), 1 << 20) == 1 << 20);
  REQUIRE(ftruncate(make_file(trees.from, "hole").get(), 1 << 30) == 0);
  CHECK(copy_tree(trees.from, trees.to, (1 << 20) + 2 * copy_entry_cost));
  REQUIRE(mkdirat(trees.top.get(), "again", 0755) == 0);
  const auto refused =
      copy_tree(trees.from, sys::open_directory_at(trees.top, "again").value(), (1 << 20) + 2 * copy_entry_cost - 1);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind() == ErrorKind::no_space);
}
