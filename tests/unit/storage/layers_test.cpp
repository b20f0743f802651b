#include <skiff/storage/layers.hpp>

#include <cstdlib>
#include <sys/stat.h>
#include <unistd.h>

#include <skiff/sys/file.hpp>
#include <skiff/sys/rooted.hpp>

#include "catch.hpp"

using namespace skiff;
using namespace skiff::storage;

TEST_CASE("a layer that a newer skiff has written is refused") {
  char pattern[] = "/tmp/skiff-unit-XXXXXX";
  const std::string path = mkdtemp(pattern);
  const sys::Fd root = sys::open_directory(path).value();
  const Layers layers = Layers::open(root, "full").value();
  const std::string digits(64, 'a');
  const std::string name = "layers/full/" + digits;
  REQUIRE(mkdirat(root.get(), name.c_str(), 0755) == 0);
  const sys::Fd layer = sys::open_directory_at(root, name).value();
  const auto size_with = [&](std::string_view record) {
    REQUIRE(sys::replace_file(layer, "layer.json", record, sys::Sync::no));
    return layers.size("sha256:" + digits);
  };
  CHECK(size_with(R"({"schema": 1, "size": 7})").value() == 7);
  CHECK(size_with(R"({"schema": 2, "size": 7})").error().kind() == ErrorKind::unsupported);
  CHECK(size_with(R"({"size": 7})").error().kind() == ErrorKind::corrupt);
  CHECK(sys::remove_tree(sys::open_directory("/tmp").value(), path.substr(5)));
}
