#include <skiff/spec/volume_source.hpp>

#include "catch.hpp"

using namespace skiff;
using namespace skiff::spec;

namespace {

std::string source_error(const VolumeOptions& options) {
  const auto source = parse_volume_source(options);
  return source ? "no error" : source.error().text();
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("a volume without options is a directory that is filled from the image") {
  const VolumeSource source = parse_volume_source({}).value();
  CHECK(source.mount.kind == MountKind::volume);
  CHECK(source.mount.is_copied_up);
  CHECK_FALSE(source.uid);
  CHECK_FALSE(parse_volume_source({{"nocopy", ""}}).value().mount.is_copied_up);
  CHECK_FALSE(parse_volume_source({{"o", "nocopy"}}).value().mount.is_copied_up);
}

TEST_CASE("a volume in memory is told its owner, its size and its words") {
  const VolumeSource source = parse_volume_source({{"type", "tmpfs"}, {"device", "tmpfs"}, {"o", "size=2m,uid=5,nodev,noexec,ro"}}).value();
  CHECK(source.mount.kind == MountKind::tmpfs);
  CHECK(source.mount.options == Words{"size=2m", "noexec", "uid=5"});
  CHECK(source.mount.is_read_only);
  CHECK(source.mount.destination.empty());
}

TEST_CASE("a folder of the host is named by an absolute path") {
  const VolumeSource source = parse_volume_source({{"type", "none"}, {"o", "defaults,bind"}, {"device", "/a//b/../c"}}).value();
  CHECK(source.mount.kind == MountKind::bind);
  CHECK(source.mount.source == "/a/c");
  CHECK_FALSE(source.mount.is_source_made);
  CHECK(source_error({{"type", "none"}, {"o", "bind"}, {"device", "c"}}) == "device=PATH must name a folder by an absolute path");
  CHECK(source_error({{"type", "bind"}, {"o", "uid=1"}, {"device", "/c"}}) ==
        "a folder of the host has its own owner: uid and gid are not for it");
}

TEST_CASE("the owner of a volume: UID and GID count before o=") {
  const VolumeSource source = parse_volume_source({{"o", "uid=5,gid=6"}, {"UID", "7"}}).value();
  CHECK(source.uid == 7U);
  CHECK(source.gid == 6U);
  CHECK(source_error({{"o", "uid=4294967295"}}) == "uid: \"4294967295\" is no id");
  CHECK(source_error({{"GID", "staff"}}) == "\"staff\" is no id");
}

TEST_CASE("of a volume's option the last value counts, and others are refused") {
  VolumeOptions options;
  CHECK(add_volume_option(options, "o=size=1m"));
  CHECK(add_volume_option(options, "o=size=2m,a=b"));
  CHECK(options == VolumeOptions{{"o", "size=2m,a=b"}});
  CHECK_FALSE(add_volume_option(options, "sise=1"));
}
