#include "catch.hpp"

#include <filesystem>
#include <random>

#include <tree_writer.hpp>

using namespace skiff::storage;

TEST_CASE("names of an archive are split, and never lead upwards") {
  const auto path = parse_entry_path("/./a//b/./c/");
  REQUIRE(path);
  CHECK(path->parts == std::vector<std::string_view>{"a", "b", "c"});
  CHECK(parse_entry_path("./")->parts.empty());
  CHECK(parse_entry_path("a/..b/...")->parts.size() == 3);
  std::string deep;
  for (int i = 0; i < 2048; ++i) deep += "d/";
  CHECK(parse_entry_path(deep)->parts.size() == 2048);
  CHECK_FALSE(parse_entry_path(std::string_view("a\0b", 3)));
}

TEST_CASE("\"..\" is resolved by the names alone, and above the root is the root") {
  using Parts = std::vector<std::string_view>;
  CHECK(parse_entry_path("a/../b")->parts == Parts{"b"});
  CHECK(parse_entry_path("./../c")->parts == Parts{"c"});
  CHECK(parse_entry_path("/../../c/..//d")->parts == Parts{"d"});
  CHECK(parse_entry_path("a/b/../../..")->parts.empty());
  CHECK(parse_entry_path("..")->parts.empty());
}

TEST_CASE("whatever a name is made of, its parts are plain") {
  std::mt19937 random(14);
  const std::vector<std::string> pieces = {"/", "//", "..", ".", "...", "a", "b", "..a", "a..", ".wh.", "/../", "/./", "\xff", " "};
  for (int round = 0; round < 20'000; ++round) {
    std::string name;
    for (int i = static_cast<int>(random() % 12); i > 0; --i) name += pieces[random() % pieces.size()];
    const auto path = parse_entry_path(name);
    INFO(name);
    REQUIRE(path);
    std::string clean;
    for (const std::string_view part : path->parts) {
      CHECK((!part.empty() && part != "." && part != ".." && !part.contains('/')));
      clean += "/" + std::string(part);
    }
    // The standard library's own rule for an absolute path, which has no way out either.
    const std::string normal = std::filesystem::path("/" + name.substr(std::min(name.find_first_not_of('/'), name.size()))).lexically_normal().string();
    CHECK((clean.empty() ? "/" : clean) == (normal.size() > 1 && normal.ends_with('/') ? normal.substr(0, normal.size() - 1) : normal));
    for (const std::string_view part : path->parts) (void)parse_whiteout(part);
  }
}

TEST_CASE("whiteouts") {
  CHECK(parse_whiteout("file")->kind == Whiteout::none);
  CHECK(parse_whiteout(".whx")->kind == Whiteout::none);
  CHECK(parse_whiteout(".wh.x")->kind == Whiteout::removed);
  CHECK(parse_whiteout(".wh.x")->target == "x");
  CHECK(parse_whiteout(".wh..hidden")->target == ".hidden");
  CHECK(parse_whiteout(".wh..wh..opq")->kind == Whiteout::opaque);
  CHECK(parse_whiteout(".wh..wh.aufs")->kind == Whiteout::ignored);
  for (const std::string_view bad : {".wh.", ".wh..", ".wh..."}) CHECK_FALSE(parse_whiteout(bad));
}
