#include <skiff/spec/mount_spec.hpp>

#include "catch.hpp"

using namespace skiff;
using namespace skiff::spec;

namespace {

std::string volume_error(std::string_view text) {
  const auto mount = parse_volume(text, "/here");
  return mount ? "no error" : mount.error().text();
}

std::string mount_error(std::string_view text) {
  const auto mount = parse_mount(text);
  return mount ? "no error" : mount.error().text();
}

std::string tmpfs_error(std::string_view text) {
  const auto mount = parse_tmpfs(text);
  return mount ? "no error" : mount.error().text();
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("a source that starts with / or . is a host path, made absolute and clean") {
  const auto absolute = parse_volume("/a//b/./c/:/data/", "/here").value();
  CHECK(absolute.kind == MountKind::bind);
  CHECK(absolute.source == "/a/b/c");
  CHECK(absolute.destination == "/data");
  CHECK_FALSE(absolute.is_read_only);
  CHECK_FALSE(absolute.is_copied_up);
  CHECK(parse_volume("./src:/src", "/here/now").value().source == "/here/now/src");
  CHECK(parse_volume("..:/src", "/here/now").value().source == "/here");
  CHECK(parse_volume(".:/src", "/").value().source == "/");
}

TEST_CASE("any other source is a volume, filled from the image unless nocopy") {
  const auto volume = parse_volume("data:/var/lib:ro", "/here").value();
  CHECK(volume.kind == MountKind::volume);
  CHECK(volume.source == "data");
  CHECK(volume.is_read_only);
  CHECK(volume.is_copied_up);
  CHECK_FALSE(volume.is_anonymous);
  CHECK_FALSE(parse_volume("data:/d:nocopy", "/here").value().is_copied_up);
}

TEST_CASE("a destination alone is an anonymous volume") {
  const auto volume = parse_volume("/data", "/here").value();
  CHECK(volume.kind == MountKind::volume);
  CHECK(volume.is_anonymous);
  CHECK(volume.source.empty());
  CHECK(volume.destination == "/data");
}

TEST_CASE("mount words are kept once, in their order") {
  CHECK(parse_volume("/a:/b:rslave,ro,noexec,rslave,rbind", "/").value().options == Words{"rslave", "noexec", "rbind"});
  CHECK(parse_volume("/a:/b:ro,rw", "/").value().is_read_only == false);
}

TEST_CASE("words that mean nothing on Linux are taken, and a missing source of -v is made") {
  for (const char* word : {"cached", "delegated", "consistent"})
    CHECK(parse_volume(std::string("/a:/b:") + word, "/").value().options.empty());
  CHECK(parse_volume("/a:/b:Z", "/").value().options == Words{"Z"});
  CHECK(parse_volume("/a:/b", "/").value().is_source_made);
  CHECK_FALSE(parse_volume("data:/b", "/").value().is_source_made);
}

TEST_CASE("--mount takes its keys in any order, by all of their names") {
  const auto bind = parse_mount("readonly,target=/data/,source=/a//b,bind-propagation=rslave,type=bind").value();
  CHECK(bind.kind == MountKind::bind);
  CHECK(bind.source == "/a/b");
  CHECK(bind.destination == "/data");
  CHECK(bind.is_read_only);
  CHECK_FALSE(bind.is_source_made);
  CHECK(bind.options == Words{"rslave"});
  CHECK(parse_mount("type=bind,src=here,dst=/d,ro=false,relabel=shared,consistency=cached").value().options == Words{"z"});
  CHECK(parse_mount("type=bind,src=./here,dst=/d").value().source == "./here");
  CHECK(parse_mount("type=bind,src=/a,dst=/d,bind-nonrecursive=true,bind-create-src").value().options == Words{"bind"});
  CHECK_FALSE(parse_mount("type=bind,src=/a,dst=/d,ro=0").value().is_read_only);
  const auto volume = parse_mount("source=data,destination=/d,volume-nocopy,readonly=true").value();
  CHECK(volume.kind == MountKind::volume);
  CHECK(volume.source == "data");
  CHECK_FALSE(volume.is_copied_up);
  CHECK_FALSE(volume.is_anonymous);
  CHECK(parse_mount("type=volume,dst=/d").value().is_anonymous);
  const auto tmpfs = parse_mount("type=tmpfs,dst=/d,tmpfs-size=64m,tmpfs-mode=1770,notmpcopyup").value();
  CHECK(tmpfs.kind == MountKind::tmpfs);
  CHECK(tmpfs.options == Words{"size=67108864", "mode=1770"});
  CHECK_FALSE(tmpfs.is_copied_up);
  CHECK(parse_mount("type=bind,\"source=/a,b\",dst=/d").value().source == "/a,b");
}

TEST_CASE("bad --mount values say why") {
  CHECK(mount_error("") == "there is no target=DIR");
  CHECK(mount_error("type=bind,src=/a") == "there is no target=DIR");
  CHECK(mount_error("type=bind,dst=/d") == "type=bind needs a source=PATH");
  CHECK(mount_error("type=tmpfs,src=/a,dst=/d") == "type=tmpfs has no source");
  CHECK(mount_error("type=bind,src=,dst=/d") == "the key \"src\" has no value");
  CHECK(mount_error("type=bind,src,dst=/d") == "the key \"src\" has no value");
  CHECK(mount_error("type=npipe,dst=/d") ==
        "the type \"npipe\" is not supported in this version, which has bind, volume and tmpfs");
  CHECK(mount_error("dst=/d,volume-driver=nfs") == "the key \"volume-driver\" is not supported in this version");
  CHECK(mount_error("dst=/d,tmpfs-size=1m") == "the key \"tmpfs-size\" is for type=tmpfs only");
  CHECK(mount_error("dst=/d,readonly=maybe") == "the value of \"readonly\" is true or false, not \"maybe\"");
  CHECK(mount_error("dst=d") == "the destination \"d\" is not an absolute path in the container");
  CHECK(mount_error("dst=/") == "the destination cannot be /");
  CHECK(mount_error("src=a b,dst=/d") == "invalid name \"a b\": names must match [a-zA-Z0-9][a-zA-Z0-9_.-]*");
  CHECK(mount_error("type=bind,src=/a,dst=/d,bind-propagation=up") == "unknown propagation \"up\"");
  CHECK(mount_error("type=tmpfs,dst=/d,tmpfs-mode=9") == "bad value in \"mode=9\"");
  CHECK(mount_error("dst=/d,\"x") == "a double quote is not closed");
  std::string most = "dst=/d";
  for (int i = 0; i < 63; ++i) most += ",ro";
  CHECK(mount_error(most) == "no error");
  CHECK(mount_error(most + ",ro") == "more than 64 keys");
}

TEST_CASE("bad -v values say why") {
  CHECK(volume_error("") == "it is empty");
  CHECK(volume_error("a:b:c:d") == "more than two colons: the form is [SOURCE:]DESTINATION[:OPTIONS]");
  CHECK(volume_error("data") == "the destination \"data\" is not an absolute path in the container");
  CHECK(volume_error("/a:b") == "the destination \"b\" is not an absolute path in the container");
  CHECK(volume_error(":/b") == "the source before \":\" is empty");
  CHECK(volume_error("/a:/b/..") == "the destination cannot be /");
  CHECK(volume_error("/a:/b:zz") == "unknown option \"zz\"");
  CHECK(volume_error("/a:/b:z,Z") == "the options \"z\" and \"Z\" exclude each other");
  CHECK(volume_error("data:/b:dev") ==
        "the option \"dev\" is for host paths only: no other file system has devices that work");
  CHECK(volume_error("/a:/b:idmap=uids=0-1-10") == "the option \"idmap=uids=0-1-10\" is not supported in this version");
  CHECK(volume_error("data:/b:rbind") == "the option \"rbind\" is for host paths only");
  CHECK(volume_error("/a:/b:copy") == "the option \"copy\" is for volumes only");
  CHECK(volume_error("/a:/b:exec,noexec") == "the options \"exec\" and \"noexec\" exclude each other");
  CHECK(volume_error("/a:/b:shared,rslave") == "the options \"shared\" and \"rslave\" exclude each other");
  CHECK(volume_error("da ta:/b") == "invalid name \"da ta\": names must match [a-zA-Z0-9][a-zA-Z0-9_.-]*");
  CHECK(volume_error("/a:/b:") == "unknown option \"\"");
  CHECK(volume_error("/a:/" + std::string(5000, 'x')) == "the destination is longer than 4095 bytes");
  CHECK(parse_volume("/a:/b:U", "/").error().kind() == ErrorKind::unsupported);
}

TEST_CASE("tmpfs options") {
  const auto mount = parse_tmpfs("/run:size=64m,mode=1777,noexec,ro,notmpcopyup,size=1g").value();
  CHECK(mount.kind == MountKind::tmpfs);
  CHECK(mount.destination == "/run");
  CHECK(mount.is_read_only);
  CHECK_FALSE(mount.is_copied_up);
  CHECK(mount.options == Words{"mode=1777", "noexec", "size=1g"});
  CHECK(parse_tmpfs("/run").value().options.empty());
  CHECK(parse_tmpfs("/run:size=50%,uid=5").has_value());
  CHECK(tmpfs_error("/run:size=") == "bad value in \"size=\"");
  CHECK(tmpfs_error("/run:size=m") == "bad value in \"size=m\"");
  CHECK(tmpfs_error("/run:mode=1778") == "bad value in \"mode=1778\"");
  CHECK(tmpfs_error("/run:uid=1k") == "bad value in \"uid=1k\"");
  CHECK(tmpfs_error("/run:size") == "unknown option \"size\"");
  CHECK(tmpfs_error("run") == "the destination \"run\" is not an absolute path in the container");
}

TEST_CASE("one destination, one mount") {
  std::vector<MountSpec> mounts = {parse_volume("/a:/data", "/").value(), parse_tmpfs("/run").value()};
  CHECK(check_destinations(mounts).has_value());
  mounts.push_back(parse_tmpfs("/data/").value());
  CHECK(check_destinations(mounts).error().text() == "/data: duplicate mount destination");
}
