#include "catch.hpp"

#include <skiff/spec/image_reference.hpp>

using skiff::spec::parse_image_reference;
using skiff::spec::parse_local_reference;

namespace {

std::string full(std::string_view text) {
  const auto reference = parse_image_reference(text);
  return reference ? reference->text() : "error";
}

const std::string digest = "sha256:" + std::string(64, 'a');

}  // namespace

TEST_CASE("short names are docker.io's") {
  CHECK(full("alpine") == "docker.io/library/alpine:latest");
  CHECK(full("alpine:3.19") == "docker.io/library/alpine:3.19");
  CHECK(full("me/app") == "docker.io/me/app:latest");
  CHECK(full("docker.io/alpine") == "docker.io/library/alpine:latest");
  CHECK(full("index.docker.io/library/alpine") == "docker.io/library/alpine:latest");
  CHECK(full("docker://quay.io/a/b:c") == "quay.io/a/b:c");
}

TEST_CASE("a first part with a dot, a colon or localhost is a registry") {
  CHECK(full("localhost/app") == "localhost/app:latest");
  CHECK(full("localhost:5000/app") == "localhost:5000/app:latest");
  CHECK(full("127.0.0.1:5000/a/b/c:1") == "127.0.0.1:5000/a/b/c:1");
  CHECK(full("[::1]:5000/app") == "[::1]:5000/app:latest");
  CHECK(full("registry.example/app@" + digest) == "registry.example/app@" + digest);
  const auto both = parse_image_reference("registry.example/app:1@" + digest);
  REQUIRE(both);
  CHECK(both->tag == "1");
  CHECK(both->digest == digest);
}

TEST_CASE("what is not a reference is refused") {
  for (const std::string_view bad :
       {"", "Alpine", "a/B", "a//b", "/a", "a/", "-a", "a-", "a..b", "a___b", "a:", "a:-x", "a:b/c:", "a b", "a@sha256:abc",
        "a@md5:d41d8cd98f00b204e9800998ecf8427e", "host:port/a", "host:70000/a", "exam_ple.com/a", "[::1/a", "../a", "a/..",
        "a:b\n", "a\x1b[1m"})
    CHECK(full(bad) == "error");
  CHECK(full(std::string(256, 'a')) == "error");
  CHECK(full("a:" + std::string(129, 'b')) == "error");
  CHECK(full("a:" + std::string(128, 'b')) != "error");
}

TEST_CASE("an error is one line without control characters") {
  const auto bad = parse_image_reference("a\x1b[31m\nb");
  REQUIRE_FALSE(bad);
  CHECK(bad.error().text().find('\x1b') == std::string::npos);
  CHECK(bad.error().text().find('\n') == std::string::npos);
}

TEST_CASE("a name that an image gets here is a local one unless it has a registry") {
  CHECK(parse_local_reference("box")->text() == "localhost/box:latest");
  CHECK(parse_local_reference("me/box:1")->text() == "localhost/me/box:1");
  CHECK(parse_local_reference("localhost/box")->text() == "localhost/box:latest");
  CHECK(parse_local_reference("registry.example/box:1")->text() == "registry.example/box:1");
  CHECK(parse_local_reference("localhost:5000/box")->text() == "localhost:5000/box:latest");
  CHECK(parse_local_reference("docker.io/box")->text() == "docker.io/library/box:latest");
  for (const std::string& bad : {std::string(""), std::string("Box"), "box@sha256:" + std::string(64, 'a')})
    CHECK_FALSE(parse_local_reference(bad));
}
