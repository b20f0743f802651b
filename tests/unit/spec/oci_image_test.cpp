#include "catch.hpp"

#include <skiff/spec/oci_image.hpp>

using namespace skiff;
using namespace skiff::spec;

namespace {

const std::string digest = "sha256:" + std::string(64, 'b');

std::string manifest(std::string_view extra = "", std::string_view layer_type = media_type::oci_layer_gzip) {
  return fmt::format(R"({{"schemaVersion":2,"mediaType":"{}","config":{{"mediaType":"{}","digest":"{}","size":2}},)"
                     R"("layers":[{{"mediaType":"{}","digest":"{}","size":3}}]{}}})",
                     media_type::oci_manifest, media_type::oci_config, digest, layer_type, digest, extra);
}

ErrorKind kind_of(const auto& result) {
  REQUIRE_FALSE(result);
  return result.error().kind();
}

OciProcess changed(std::initializer_list<std::string_view> instructions) {
  OciProcess process;
  for (const std::string_view instruction : instructions) REQUIRE(apply_change(process, instruction));
  return process;
}

}  // namespace

TEST_CASE("a manifest is what it says and what was announced") {
  REQUIRE(manifest_kind(manifest(), media_type::oci_manifest));
  CHECK(manifest_kind(manifest(), "") == ManifestKind::manifest);
  CHECK(manifest_kind(manifest(), "application/octet-stream") == ManifestKind::manifest);
  CHECK(kind_of(manifest_kind(manifest(), media_type::docker_manifest)) == ErrorKind::corrupt);
  CHECK(kind_of(manifest_kind(manifest(), media_type::oci_index)) == ErrorKind::corrupt);
  CHECK(kind_of(manifest_kind(manifest(R"(,"manifests":[])"), "")) == ErrorKind::corrupt);
  CHECK(manifest_kind(R"({"schemaVersion":2,"manifests":[]})", media_type::oci_index) == ManifestKind::index);
  CHECK(kind_of(manifest_kind(R"({"schemaVersion":2,"manifests":[],"config":{}})", "")) == ErrorKind::corrupt);
  CHECK(kind_of(manifest_kind(R"({"schemaVersion":1,"fsLayers":[]})", "")) == ErrorKind::unsupported);
  CHECK(kind_of(manifest_kind(manifest(), media_type::docker_schema1_signed)) == ErrorKind::unsupported);
  for (const std::string_view bad : {"", "[]", "{}", "{", "7", R"({"layers":[],"mediaType":7})"})
    CHECK_FALSE(manifest_kind(bad, ""));
  CHECK_FALSE(manifest_kind(std::string(100'000, '['), ""));
}

TEST_CASE("a manifest is known by its fields in any case, and null is no field") {
  CHECK(manifest_kind(R"({"SchemaVersion":2,"Manifests":[]})", "") == ManifestKind::index);
  CHECK(kind_of(manifest_kind(manifest(R"(,"MANIFESTS":[])"), "")) == ErrorKind::corrupt);
  CHECK(kind_of(manifest_kind(manifest(R"(,"fslayers":[])"), "")) == ErrorKind::unsupported);
  CHECK(manifest_kind(manifest(R"(,"manifests":null)"), "") == ManifestKind::manifest);
  CHECK(manifest_kind(R"({"schemaVersion":2,"config":{},"layers":null})", "") == ManifestKind::manifest);
  CHECK_FALSE(manifest_kind(R"({"schemaVersion":2,"config":null,"layers":null})", ""));
}

TEST_CASE("types of configurations that registries wrote in 2016 are taken, and become OCI's") {
  for (const std::string_view type : {"application/octet-stream", "application/json", "text/html", ""}) {
    std::string text = manifest();
    text.replace(text.find(media_type::oci_config), media_type::oci_config.size(), type);
    const auto parsed = parse_manifest(text);
    INFO(type);
    REQUIRE(parsed);
    CHECK(as_oci(*parsed).config.media_type == media_type::oci_config);
  }
}

TEST_CASE("manifests with impossible fields are refused") {
  CHECK(parse_manifest(manifest()));
  CHECK(parse_manifest(manifest("", "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip")));
  CHECK(kind_of(parse_manifest(manifest("", "text/html"))) == ErrorKind::unsupported);
  CHECK(kind_of(parse_manifest(manifest("", "application/vnd.oci.image.layer.v1.tar+gzip+encrypted"))) == ErrorKind::unsupported);
  for (const auto& [from, to] : std::map<std::string, std::string>{
           {digest, "sha256:../../x"}, {digest, "sha512:" + std::string(128, 'a')}, {"\"size\":3", "\"size\":-3"},
           {"\"size\":3", "\"other\":3"}, {"\"size\":3", "\"size\":1e30"}, {std::string(media_type::oci_config), "text/plain"}}) {
    std::string text = manifest();
    text.replace(text.find(from), from.size(), to);
    INFO(text);
    CHECK_FALSE(parse_manifest(text));
  }
}

TEST_CASE("of a key that is there twice the last one counts, at every level") {
  // As in Go's encoding/json, which registries and peers read with. Digests are of the bytes, whatever they mean.
  const std::string other = "sha256:" + std::string(64, 'c');
  const auto parsed = parse_manifest(manifest(
      fmt::format(R"(,"layers":[],"config":{{"mediaType":"{}","digest":"sha256:x","digest":"{}","size":1,"size":2}})",
                  media_type::oci_config, other)));
  REQUIRE(parsed);
  CHECK(parsed->layers.empty());
  CHECK(parsed->config.digest == other);
  CHECK(parsed->config.size == 2);
  CHECK(kind_of(manifest_kind(manifest(fmt::format(R"(,"mediaType":"{}")", media_type::oci_index)), "")) ==
        ErrorKind::corrupt);
}

TEST_CASE("docker's media types have OCI's counterparts") {
  std::string text = manifest("", "application/vnd.docker.image.rootfs.diff.tar.gzip");
  auto parsed = parse_manifest(text);
  REQUIRE(parsed);
  parsed->media_type = media_type::docker_manifest;
  parsed->config.media_type = media_type::docker_config;
  const OciManifest converted = as_oci(*parsed);
  CHECK(converted.media_type == media_type::oci_manifest);
  CHECK(converted.config.media_type == media_type::oci_config);
  CHECK(converted.layers[0].media_type == media_type::oci_layer_gzip);
  CHECK(converted.layers[0].digest == digest);
}

TEST_CASE("a configuration names as many diff ids as there are layers") {
  const std::string text = R"({"architecture":"amd64","os":"linux","config":{"Env":["A=b"],"Cmd":null,"Healthcheck":{"Test":["x"]}},)"
                           R"("rootfs":{"type":"layers","diff_ids":[")" + digest + R"("]},"moby.unknown":1})";
  const auto config = parse_image_config(text, 1);
  REQUIRE(config);
  CHECK(config->config.env == std::vector<std::string>{"A=b"});
  // What is not ours is kept: the digest of a configuration that is written again must not lose it.
  CHECK(config->unknown_fields.contains("moby.unknown"));
  CHECK(config->config.unknown_fields.contains("Healthcheck"));
  CHECK(kind_of(parse_image_config(text, 2)) == ErrorKind::corrupt);
  CHECK_FALSE(parse_image_config(R"({"rootfs":{"type":"layers","diff_ids":["sha256:zz"]}})", 1));
}

TEST_CASE("a document of very many values is refused unread") {
  std::string labels;
  for (int i = 0; i < 30001; ++i) labels += fmt::format(R"({}"l{}":"")", i == 0 ? "" : ",", i);
  const std::string text = R"({"rootfs":{"type":"layers","diff_ids":[]},"config":{"Labels":{)" + labels + "}}}";
  CHECK(kind_of(parse_image_config(text, 0)) == ErrorKind::corrupt);
}

TEST_CASE("changes of a configuration") {
  CHECK(changed({R"(CMD ["a","b c"])"}).cmd == std::vector<std::string>{"a", "b c"});
  CHECK(changed({"cmd echo $HOME"}).cmd == std::vector<std::string>{"/bin/sh", "-c", "echo $HOME"});
  CHECK(changed({"ENTRYPOINT=[\"/x\"]"}).entrypoint == std::vector<std::string>{"/x"});
  CHECK(changed({"ENV A=1 B=\"two words\" C='x'", "ENV A=2", "ENV D a b"}).env ==
        std::vector<std::string>{"A=2", "B=two words", "C=x", "D=a b"});
  CHECK(changed({"LABEL a.b=c"}).labels.at("a.b") == "c");
  CHECK(changed({"EXPOSE 80 53/udp 8000-8002"}).exposed_ports.size() == 5);
  CHECK(changed({"WORKDIR /a", "WORKDIR b"}).working_dir == "/a/b");
  CHECK(changed({R"(VOLUME ["/a","/b c"])", "VOLUME /d"}).volumes.size() == 3);
  CHECK(changed({"USER 1:2", "STOPSIGNAL SIGINT", "ONBUILD RUN x"}).on_build == std::vector<std::string>{"RUN x"});
  OciProcess process;
  for (const std::string_view bad : {"", "CMD", "RUN x", "ENV", "ENV A", "ENV =x", "EXPOSE http", "EXPOSE 0", "EXPOSE 80/icmp",
                                     "EXPOSE 9-8", "ENV A=\"open", "LABEL x"})
    CHECK_FALSE(apply_change(process, bad));
}
