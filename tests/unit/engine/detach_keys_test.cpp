#include "catch.hpp"

#include "attach/detach_keys.hpp"

using namespace skiff;
using engine::DetachKeys;

namespace {

/// What passes of pieces that are typed one after the other; "!" at the end if the keys were found.
std::string type(std::string_view keys, const std::vector<std::string>& pieces) {
  auto detach = DetachKeys::parse(keys);
  REQUIRE(detach.has_value());
  std::string passed;
  for (const auto& piece : pieces)
    if (detach->feed(piece, passed)) return passed + "!";
  return passed + detach->take_held();
}

}  // namespace

TEST_CASE("detach keys are found wherever reads cut them") {
  CHECK(type("ctrl-p,ctrl-q", {"ab\x10\x11" "cd"}) == "ab!");
  CHECK(type("ctrl-p,ctrl-q", {"ab\x10", "\x11"}) == "ab!");
  CHECK(type("ctrl-p,ctrl-q", {"\x10", "\x10", "\x11"}) == "\x10!");
  CHECK(type("a,a,b", {"aaab"}) == "a!");
  CHECK(type("a,b,a,c", {"ababac"}) == "ab!");
  CHECK(type("x", {"abx"}) == "ab!");
}

TEST_CASE("what is not the keys passes whole") {
  CHECK(type("ctrl-p,ctrl-q", {"\x10" "a\x11"}) == "\x10" "a\x11");
  CHECK(type("ctrl-p,ctrl-q", {"abc\x10"}) == "abc\x10");  // held to the end of the input
  CHECK(type("a,a,b", {"aa", "c"}) == "aac");
  CHECK(type("", {"\x10\x11"}) == "\x10\x11");
  const std::string zero(1, '\0');
  CHECK(type("ctrl-@,x", {zero, "y"}) == zero + "y");
}

TEST_CASE("names of keys") {
  CHECK(type("CTRL-A", {"\x01"}) == "!");
  CHECK(type("ctrl-@", {std::string(1, '\0')}) == "!");
  CHECK(type("ctrl-[", {"\x1b"}) == "!");
  CHECK(type("ctrl-_", {"\x1f"}) == "!");
  CHECK(type("ctrl-\\", {"\x1c"}) == "!");
  for (const char* bad : {"ctrl-", "ctrl-1", "ctrl-ab", "ab", ",", "a,", "ctrl-p,,ctrl-q", "alt-a"}) {
    INFO(bad);
    const auto parsed = DetachKeys::parse(bad);
    REQUIRE_FALSE(parsed.has_value());
    CHECK(parsed.error().kind() == ErrorKind::invalid);
  }
  CHECK_FALSE(DetachKeys::parse(std::string(200, ',')).has_value());
}
