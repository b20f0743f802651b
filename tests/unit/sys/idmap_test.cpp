#include <skiff/sys/idmap.hpp>

#include "catch.hpp"

using namespace skiff::sys;

TEST_CASE("a free range of ids lies behind everybody's") {
  const auto first = [](std::string_view users, std::string_view groups) { return free_range(users, groups).outside; };
  CHECK(free_range("", "") == IdRange{0, 100000, 65536});
  CHECK(first("a:100000:65536\n", "") == 165536);
  CHECK(first("a:100000:65536\n", "a:100000:65536\nb:165536:65536\n") == 231072);
  CHECK(first("a:1000:10\n", "") == 100000);
  CHECK(first("no line\na:x:1\na:100000\n", "") == 100000);
  // What would leave no room is not gone behind.
  CHECK(first("a:4294900000:60000\n", "") == 100000);
  CHECK(first("a:99999999999999999999:1\na:4000000000:4000000000\n", "") == 100000);
}
