#include <skiff/spec/oci_image.hpp>

#include <skiff/base/foreign_json.hpp>
#include <skiff/base/text.hpp>

namespace skiff::spec {

/// Of a document only what tells its kind.
struct ManifestFacts {
  static constexpr auto json_case = base::JsonCase::camel;
  int schema_version = 0;
  std::string media_type;
  base::json::value manifests;
  base::json::value layers;
  base::json::value config;
  base::json::value fs_layers;
};
BOOST_DESCRIBE_STRUCT(ManifestFacts, (), (schema_version, media_type, manifests, layers, config, fs_layers))

namespace {

constexpr std::size_t max_layers = 512;
constexpr std::size_t max_index_entries = 2048;

bool is_manifest_type(std::string_view type) {
  return type == media_type::oci_manifest || type == media_type::docker_manifest;
}
bool is_index_type(std::string_view type) { return type == media_type::oci_index || type == media_type::docker_list; }
bool is_schema1_type(std::string_view type) {
  return type == media_type::docker_schema1 || type == media_type::docker_schema1_signed;
}
/// Types that say nothing: what a registry sends that knows no better.
bool is_vague_type(std::string_view type) {
  return type.empty() || type == "application/json" || type == "application/octet-stream" || type == "text/plain";
}

/// What docker takes for the type of an image's configuration: registries of 2016 wrote others than its own
/// (github.com/docker/distribution/issues/1621), and those images are still there.
bool is_config_type(std::string_view type) {
  return type == media_type::oci_config || type == media_type::docker_config || type == "application/octet-stream" ||
         type == "application/json" || type == "text/html" || type.empty();
}

Result<void> check_descriptor(const OciDescriptor& descriptor, std::string_view what) {
  if (!is_sha256(descriptor.digest))
    return fail(ErrorKind::corrupt, "{} has the digest {}, which is not sha256: and 64 hexadecimal digits", what,
                base::escape_control(descriptor.digest, 100));
  if (descriptor.size < 0) return fail(ErrorKind::corrupt, "{} {} has no size", what, descriptor.digest);
  return {};
}

bool is_layer_type(std::string_view type) {
  // OCI's and docker's layers, foreign ones too (their `urls` are not used), and whatever names itself a tar.
  return type.starts_with("application/vnd.oci.image.layer.") || type.starts_with("application/vnd.docker.image.rootfs.") ||
         type.starts_with("application/tar");
}

template <typename Record>
Result<Record> read_record(std::string_view bytes, std::string_view what) {
  auto record = base::parse_foreign_record<Record>(bytes);
  if (!record) {
    Error error = std::move(record).error();
    error.with_kind(ErrorKind::corrupt);
    return fail_with(std::move(error), "{}", what);
  }
  return record;
}

}  // namespace

bool is_sha256(std::string_view digest) {
  return digest.size() == 71 && digest.starts_with("sha256:") && base::is_lower_hex(digest.substr(7));
}

std::string digest_hex(std::string_view digest) { return std::string(digest.substr(digest.find(':') + 1)); }

Result<ManifestKind> manifest_kind(std::string_view bytes, std::string_view stated) {
  TRY_ASSIGN(const ManifestFacts facts, read_record<ManifestFacts>(bytes, "the manifest"));
  const std::string& own = facts.media_type;
  const bool has_manifests = !facts.manifests.is_null();
  // An image of no layers may have no list of them, or null.
  const bool has_layers = !facts.layers.is_null() || (!has_manifests && !facts.config.is_null());
  const bool is_schema1 = !facts.fs_layers.is_null() || facts.schema_version == 1;
  if (is_schema1 || is_schema1_type(own) || is_schema1_type(stated))
    return std::unexpected(Error(ErrorKind::unsupported, "the image has a docker schema 1 manifest")
                               .with_hint("this format was given up in 2017: pull and push it again with a current tool"));
  if (has_manifests && (has_layers || !facts.config.is_null()))
    return fail(ErrorKind::corrupt, "the manifest is an index and an image at once");
  if (!has_manifests && !has_layers)
    return fail(ErrorKind::corrupt, "the manifest has neither layers nor manifests");
  const ManifestKind kind = has_manifests ? ManifestKind::index : ManifestKind::manifest;
  for (const std::string_view type : {std::string_view(own), is_vague_type(stated) ? std::string_view() : stated}) {
    if (type.empty()) continue;
    const bool fits = kind == ManifestKind::index ? is_index_type(type) : is_manifest_type(type);
    if (!fits)
      return fail(ErrorKind::corrupt, "the media type {} is not that of {}", base::escape_control(type, 120),
                  kind == ManifestKind::index ? "an index, which the document is" : "an image manifest, which the document is");
  }
  if (!own.empty() && !is_vague_type(stated) && own != stated)
    return fail(ErrorKind::corrupt, "the manifest says it is {} but was announced as {}", base::escape_control(own, 120),
                base::escape_control(stated, 120));
  return kind;
}

Result<OciManifest> parse_manifest(std::string_view bytes) {
  TRY_ASSIGN(OciManifest manifest, read_record<OciManifest>(bytes, "the manifest"));
  TRY(check_descriptor(manifest.config, "the image configuration"));
  if (!is_config_type(manifest.config.media_type))
    return fail(ErrorKind::unsupported, "this is not a container image: its configuration is of type {}",
                base::escape_control(manifest.config.media_type, 120));
  if (manifest.layers.size() > max_layers)
    return fail(ErrorKind::corrupt, "the manifest names {} layers; at most {} are taken", manifest.layers.size(), max_layers);
  for (const OciDescriptor& layer : manifest.layers) {
    TRY(check_descriptor(layer, "layer"));
    if (!is_layer_type(layer.media_type))
      return fail(ErrorKind::unsupported, "layer {} is of type {}, which is not a layer", layer.digest,
                  base::escape_control(layer.media_type, 120));
    if (layer.media_type.ends_with("+encrypted"))
      return fail(ErrorKind::unsupported, "layer {} is encrypted", layer.digest);
  }
  return manifest;
}

OciManifest as_oci(OciManifest manifest) {
  if (manifest.media_type == media_type::docker_manifest) manifest.media_type = media_type::oci_manifest;
  manifest.config.media_type = media_type::oci_config;
  for (OciDescriptor& layer : manifest.layers) {
    constexpr std::string_view docker_layer = "application/vnd.docker.image.rootfs.";
    if (!layer.media_type.starts_with(docker_layer)) continue;
    const std::string_view rest = std::string_view(layer.media_type).substr(docker_layer.size());
    std::string type = rest.starts_with("foreign.") ? "application/vnd.oci.image.layer.nondistributable.v1.tar"
                                                    : std::string(media_type::oci_layer);
    if (rest.ends_with("gzip")) type += "+gzip";
    if (rest.ends_with("zstd")) type += "+zstd";
    layer.media_type = std::move(type);
  }
  return manifest;
}

Result<OciIndex> parse_index(std::string_view bytes) {
  TRY_ASSIGN(OciIndex index, read_record<OciIndex>(bytes, "the index"));
  if (index.manifests.size() > max_index_entries)
    return fail(ErrorKind::corrupt, "the index names {} manifests; at most {} are taken", index.manifests.size(),
                max_index_entries);
  for (const OciDescriptor& manifest : index.manifests) TRY(check_descriptor(manifest, "a manifest of the index"));
  return index;
}

Result<OciImageConfig> parse_image_config(std::string_view bytes, int layers) {
  TRY_ASSIGN(OciImageConfig config, read_record<OciImageConfig>(bytes, "the image configuration"));
  for (const std::string& diff_id : config.rootfs.diff_ids) {
    if (!is_sha256(diff_id))
      return fail(ErrorKind::corrupt, "the image configuration has the diff id {}, which is not sha256: and 64 hexadecimal digits",
                  base::escape_control(diff_id, 100));
  }
  if (layers >= 0 && config.rootfs.diff_ids.size() != static_cast<std::size_t>(layers))
    return fail(ErrorKind::corrupt, "the image has {} layers, but its configuration names {}", layers,
                config.rootfs.diff_ids.size());
  return config;
}

}  // namespace skiff::spec
