#include <skiff/spec/oci_image.hpp>

#include <skiff/base/text.hpp>

namespace skiff::spec {

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

/// A value takes a hundred times its bytes in memory, more than once: an image of half a million labels would cost gigabytes.
Result<void> check_count(std::string_view bytes, std::string_view what) {
  constexpr std::ptrdiff_t most_values = 30000;
  if (std::ranges::count(bytes, ',') > most_values)
    return fail(ErrorKind::corrupt, "{} has more than {} values", what, most_values);
  return {};
}

Result<base::json::object> parse_object(std::string_view bytes, std::string_view what) {
  TRY(check_count(bytes, what));
  auto value = base::parse_json(bytes);
  if (!value) return fail_with(std::move(value).error(), "{}", what);
  if (!value->is_object()) return fail(ErrorKind::corrupt, "{} is not a JSON object", what);
  return std::move(value->get_object());
}

template <typename Record>
Result<Record> read_record(std::string_view bytes, std::string_view what) {
  TRY(check_count(bytes, what));
  auto record = base::parse_record<Record>(bytes);
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
  TRY_ASSIGN(const base::json::object object, parse_object(bytes, "the manifest"));
  std::string_view own;
  if (const auto* type = object.if_contains("mediaType")) {
    if (!type->is_string()) return fail(ErrorKind::corrupt, "the manifest's mediaType is not a string");
    own = std::string_view(type->get_string());
  }
  const bool has_manifests = object.contains("manifests");
  const bool has_layers = object.contains("layers");
  const auto* schema = object.if_contains("schemaVersion");
  const bool is_schema1 = object.contains("fsLayers") || (schema != nullptr && schema->is_int64() && schema->get_int64() == 1);
  if (is_schema1 || is_schema1_type(own) || is_schema1_type(stated))
    return std::unexpected(Error(ErrorKind::unsupported, "the image has a docker schema 1 manifest")
                               .with_hint("this format was given up in 2017: pull and push it again with a current tool"));
  if (has_manifests && (has_layers || object.contains("config")))
    return fail(ErrorKind::corrupt, "the manifest is an index and an image at once");
  if (!has_manifests && !has_layers)
    return fail(ErrorKind::corrupt, "the manifest has neither layers nor manifests");
  const ManifestKind kind = has_manifests ? ManifestKind::index : ManifestKind::manifest;
  for (const std::string_view type : {own, is_vague_type(stated) ? std::string_view() : stated}) {
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
  if (manifest.config.media_type != media_type::oci_config && manifest.config.media_type != media_type::docker_config)
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
  if (manifest.config.media_type == media_type::docker_config) manifest.config.media_type = media_type::oci_config;
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
