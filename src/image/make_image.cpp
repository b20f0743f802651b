#include <skiff/image/archive.hpp>

namespace skiff::image {

Result<Entry> store_manifest(const Store& store, const std::string& bytes, const spec::OciManifest& manifest,
                             std::string_view media_type) {
  Entry entry;
  entry.media_type = media_type;
  entry.manifest_size = bytes.size();
  TRY_ASSIGN(entry.manifest_digest, store.write_blob(bytes));
  if (media_type != spec::media_type::docker_manifest && manifest.config.media_type == spec::media_type::oci_config) return entry;
  const std::string converted = base::json_text(base::to_json(spec::as_oci(manifest)));
  entry.original_digest = entry.manifest_digest;
  entry.media_type = spec::media_type::oci_manifest;
  entry.manifest_size = converted.size();
  TRY_ASSIGN(entry.manifest_digest, store.write_blob(converted));
  return entry;
}

Result<std::string> store_image(const Store& store, const spec::OciImageConfig& config,
                                const std::vector<spec::OciDescriptor>& layers, const std::vector<std::string>& names) {
  const std::string config_text = base::json_text(base::to_json(config));
  spec::OciManifest manifest;
  manifest.schema_version = 2;
  manifest.media_type = spec::media_type::oci_manifest;
  manifest.config.media_type = spec::media_type::oci_config;
  manifest.config.size = static_cast<std::int64_t>(config_text.size());
  manifest.layers = layers;
  TRY_ASSIGN(manifest.config.digest, store.write_blob(config_text));
  base::json::value document = base::to_json(manifest);
  // An image without layers still has the list: the specification wants it.
  if (layers.empty()) document.as_object()["layers"] = base::json::array();
  const std::string manifest_text = base::json_text(document);
  TRY_ASSIGN(Entry entry, store_manifest(store, manifest_text, manifest, manifest.media_type));
  if (names.empty()) TRY(store.add(entry, manifest));
  for (const std::string& name : names) {
    entry.name = name;
    TRY(store.add(entry, manifest));
  }
  return spec::digest_hex(manifest.config.digest);
}

}  // namespace skiff::image
