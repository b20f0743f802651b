#include "catch.hpp"

#include <archive_files.hpp>
#include <names.hpp>
#include <skiff/image/layer_intake.hpp>

using namespace skiff::image;

namespace {

Entry entry(std::string_view name, char manifest) {
  Entry made;
  made.name = name;
  made.manifest_digest = "sha256:" + std::string(64, manifest);
  return made;
}

}  // namespace

TEST_CASE("a short name may be local, a full one is what it says") {
  CHECK(candidate_names("box") == std::vector<std::string>{"localhost/box:latest", "docker.io/library/box:latest"});
  CHECK(candidate_names("me/box:1") == std::vector<std::string>{"localhost/me/box:1", "docker.io/me/box:1"});
  CHECK(candidate_names("docker.io/box") == std::vector<std::string>{"docker.io/library/box:latest"});
  CHECK(candidate_names("localhost/box") == std::vector<std::string>{"localhost/box:latest"});
  CHECK(candidate_names("NOT a name").empty());
}

TEST_CASE("a name leaves the image that had it, which stays without one") {
  std::vector<Entry> entries = {entry("x:1", 'a')};
  place_entry(entries, entry("x:1", 'b'));
  CHECK(entries == std::vector<Entry>{entry("", 'a'), entry("x:1", 'b')});
  place_entry(entries, entry("y:1", 'a'));
  CHECK(entries == std::vector<Entry>{entry("x:1", 'b'), entry("y:1", 'a')});
  // The robbed image has another name: no nameless entry is left.
  place_entry(entries, entry("z:1", 'a'));
  place_entry(entries, entry("y:1", 'b'));
  CHECK(entries == std::vector<Entry>{entry("x:1", 'b'), entry("z:1", 'a'), entry("y:1", 'b')});
}

TEST_CASE("placing the same again changes nothing") {
  std::vector<Entry> entries = {entry("x:1", 'a')};
  place_entry(entries, entry("x:1", 'a'));
  place_entry(entries, entry("", 'a'));
  CHECK(entries == std::vector<Entry>{entry("x:1", 'a')});
  place_entry(entries, entry("", 'c'));
  place_entry(entries, entry("", 'c'));
  CHECK(entries.size() == 2);
}

TEST_CASE("paths in an image archive stay below its root") {
  CHECK(path_inside("./a//b") == "a/b");
  CHECK(path_inside("a/../b") == "b");
  CHECK(path_inside("id/../other/layer.tar") == "other/layer.tar");
  CHECK_FALSE(path_inside("../x"));
  CHECK_FALSE(path_inside("a/../../x"));
}

TEST_CASE("layers are known by their first bytes") {
  CHECK(layer_media_type("\x1f\x8b\x08") == skiff::spec::media_type::oci_layer_gzip);
  CHECK(layer_media_type("\x28\xb5\x2f\xfd") == "application/vnd.oci.image.layer.v1.tar+zstd");
  CHECK(layer_media_type("./file") == skiff::spec::media_type::oci_layer);
  CHECK_FALSE(layer_media_type("BZh91AY"));
}
