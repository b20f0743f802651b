#include "catch.hpp"

#include <tree_writer.hpp>

using namespace skiff::storage;

TEST_CASE("names of an archive are split, and never lead upwards") {
  const auto path = parse_entry_path("/./a//b/./c/");
  REQUIRE(path);
  CHECK(path->parts == std::vector<std::string_view>{"a", "b", "c"});
  CHECK(parse_entry_path("./")->parts.empty());
  CHECK(parse_entry_path("a/..b/...")->parts.size() == 3);
  for (const std::string_view bad : {"..", "a/..", "../a", "a/../b", "/..", "./../a"}) CHECK_FALSE(parse_entry_path(bad));
  std::string deep;
  for (int i = 0; i < 257; ++i) deep += "d/";
  CHECK_FALSE(parse_entry_path(deep));
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
