#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <skiff/base/json.hpp>
#include <skiff/base/result.hpp>
#include <skiff/base/time.hpp>
#include <skiff/spec/platform.hpp>

/// OCI image-spec 1.1 and the docker forms that say the same (manifest v2 schema 2, manifest list): data and their rules.
namespace skiff::spec {

namespace media_type {
constexpr std::string_view oci_index = "application/vnd.oci.image.index.v1+json";
constexpr std::string_view oci_manifest = "application/vnd.oci.image.manifest.v1+json";
constexpr std::string_view oci_config = "application/vnd.oci.image.config.v1+json";
constexpr std::string_view oci_layer = "application/vnd.oci.image.layer.v1.tar";
constexpr std::string_view oci_layer_gzip = "application/vnd.oci.image.layer.v1.tar+gzip";
constexpr std::string_view docker_list = "application/vnd.docker.distribution.manifest.list.v2+json";
constexpr std::string_view docker_manifest = "application/vnd.docker.distribution.manifest.v2+json";
constexpr std::string_view docker_config = "application/vnd.docker.container.image.v1+json";
constexpr std::string_view docker_schema1 = "application/vnd.docker.distribution.manifest.v1+json";
constexpr std::string_view docker_schema1_signed = "application/vnd.docker.distribution.manifest.v1+prettyjws";
}  // namespace media_type

struct OciDescriptor {
  static constexpr auto json_case = base::JsonCase::camel;
  std::string media_type;
  std::string digest;
  std::int64_t size = -1;
  std::map<std::string, std::string> annotations;
  std::optional<Platform> platform;
  bool operator==(const OciDescriptor&) const = default;
};
BOOST_DESCRIBE_STRUCT(OciDescriptor, (), (media_type, digest, size, annotations, platform))

struct OciManifest {
  static constexpr auto json_case = base::JsonCase::camel;
  int schema_version = 0;
  std::string media_type;
  OciDescriptor config;
  std::vector<OciDescriptor> layers;
  std::map<std::string, std::string> annotations;
  bool operator==(const OciManifest&) const = default;
};
BOOST_DESCRIBE_STRUCT(OciManifest, (), (schema_version, media_type, config, layers, annotations))

struct OciIndex {
  static constexpr auto json_case = base::JsonCase::camel;
  int schema_version = 0;
  std::string media_type;
  std::vector<OciDescriptor> manifests;
  std::map<std::string, std::string> annotations;
  bool operator==(const OciIndex&) const = default;
};
BOOST_DESCRIBE_STRUCT(OciIndex, (), (schema_version, media_type, manifests, annotations))

/// "config" of an image: what a container gets when the command line says nothing.
struct OciProcess {
  static constexpr auto json_case = base::JsonCase::pascal;
  static constexpr std::array<std::string_view, 2> one_word_lists = {"Entrypoint", "Cmd"};  // docker's StrSlice
  std::string user;
  base::json::object exposed_ports;  ///< "80/tcp": {}
  std::vector<std::string> env;
  std::vector<std::string> entrypoint;
  std::vector<std::string> cmd;
  base::json::object volumes;        ///< "/data": {}
  std::string working_dir;
  std::map<std::string, std::string> labels;
  std::string stop_signal;
  std::vector<std::string> on_build;
  base::json::object unknown_fields; ///< Healthcheck, Shell and what is not ours: kept
  bool operator==(const OciProcess&) const = default;
};
BOOST_DESCRIBE_STRUCT(OciProcess, (), (user, exposed_ports, env, entrypoint, cmd, volumes, working_dir, labels, stop_signal, on_build))

struct OciRootfs {
  std::string type;
  std::vector<std::string> diff_ids;
  bool operator==(const OciRootfs&) const = default;
};
BOOST_DESCRIBE_STRUCT(OciRootfs, (), (type, diff_ids))

struct OciHistory {
  std::string created;  ///< as it was written: RFC 3339, or nothing
  std::string created_by;
  std::string author;
  std::string comment;
  bool empty_layer = false;
  bool operator==(const OciHistory&) const = default;
};
BOOST_DESCRIBE_STRUCT(OciHistory, (), (created, created_by, author, comment, empty_layer))

struct OciImageConfig {
  std::string created;
  std::string author;
  std::string architecture;
  std::string os;
  std::string variant;
  OciProcess config;
  OciRootfs rootfs;
  std::vector<OciHistory> history;
  base::json::object unknown_fields;
  bool operator==(const OciImageConfig&) const = default;
};
BOOST_DESCRIBE_STRUCT(OciImageConfig, (), (created, author, architecture, os, variant, config, rootfs, history))

/// What a manifest's bytes are.
enum class ManifestKind { manifest, index };

/// Decides by content, and refuses what contradicts itself: `stated` (Content-Type or the descriptor's media type; "" if
/// unknown) must agree with the document's own mediaType; "manifests" beside "layers" or "config" is refused
/// (CVE-2021-41190); docker's schema 1 is refused by name. Errors: corrupt, unsupported.
Result<ManifestKind> manifest_kind(std::string_view bytes, std::string_view stated);

/// Parses and validates: sizes not negative, digests "sha256:<64 hex>", media types that are layers, at most 512 of them.
Result<OciManifest> parse_manifest(std::string_view bytes);
/// The same in OCI's media types, where they are docker's or old: other tools read only those from an image layout.
OciManifest as_oci(OciManifest manifest);
Result<OciIndex> parse_index(std::string_view bytes);
/// Parses and validates: diff ids are digests; as many as `layers` (not negative).
Result<OciImageConfig> parse_image_config(std::string_view bytes, int layers);

/// "sha256:" and 64 lower-case hex digits: the only form that may become part of a path.
bool is_sha256(std::string_view digest);
/// The digits of a digest that is_sha256().
std::string digest_hex(std::string_view digest);

/// One instruction of `import --change` or `commit --change`: "CMD [\"sh\"]", "ENV A=b", "EXPOSE 80/tcp" …
/// Errors: invalid, naming the instruction.
Result<void> apply_change(OciProcess& process, std::string_view instruction);

}  // namespace skiff::spec
