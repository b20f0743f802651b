#include "catch.hpp"

#include <skiff/spec/platform.hpp>

using namespace skiff::spec;

namespace {

Platform parsed(std::string_view text) {
  const auto platform = parse_platform(text);
  REQUIRE(platform);
  return *platform;
}

}  // namespace

TEST_CASE("platforms are read with their usual other names") {
  CHECK(parsed("linux/amd64").text() == "linux/amd64");
  CHECK(parsed("linux/x86_64").text() == "linux/amd64");
  CHECK(parsed("aarch64").text() == "linux/arm64");
  CHECK(parsed("linux/arm64/v8").text() == "linux/arm64");
  CHECK(parsed("linux/arm/7").text() == "linux/arm/v7");
  CHECK(parsed("armhf").text() == "linux/arm/v7");
  CHECK(platform_of_machine("armv6l").text() == "linux/arm/v6");
  for (const std::string_view bad : {"", "linux/", "/amd64", "a/b/c/d", "linux/am d", "nonsense", "linux//v8"})
    CHECK_FALSE(parse_platform(bad));
}

TEST_CASE("the best of an index's platforms is chosen") {
  const std::vector<Platform> index = {{"arm", "linux", "v5"}, {"arm", "linux", "v7"}, {"arm64", "linux", "v8"},
                                       {"amd64", "linux", ""}, {"amd64", "windows", ""}, {"unknown", "unknown", ""}};
  CHECK(best_platform(parsed("linux/amd64"), index) == 3);
  CHECK(best_platform(parsed("windows/amd64"), index) == 4);
  CHECK(best_platform(parsed("linux/arm64"), index) == 2);
  CHECK(best_platform(parsed("linux/arm/v7"), index) == 1);
  CHECK(best_platform(parsed("linux/arm/v6"), index) == 0);
  CHECK(best_platform(parsed("linux/riscv64"), index) == -1);
  CHECK(best_platform(parsed("linux/amd64"), {}) == -1);
}

TEST_CASE("a higher level of amd64 is not taken unasked") {
  const std::vector<Platform> index = {{"amd64", "linux", "v3"}, {"amd64", "linux", "v2"}};
  CHECK(best_platform(parsed("linux/amd64"), index) == -1);
  CHECK(best_platform(parsed("linux/amd64/v3"), index) == 0);
  CHECK(best_platform(parsed("linux/amd64/v2"), index) == 1);
}
