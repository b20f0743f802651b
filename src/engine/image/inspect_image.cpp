#include <skiff/engine/image.hpp>

#include "find_image.hpp"
#include "image_stores.hpp"
#include "context.hpp"

namespace skiff::engine {

namespace json = base::json;

Result<base::json::value> inspect_image(Context& context, const std::string& name) {
  TRY_ASSIGN(const image::Image image, find_image(context, name));
  TRY_ASSIGN(LayerSizes sizes, LayerSizes::open(context));
  const spec::OciImageConfig& config = image.config;
  const std::uint64_t size = sizes.of(image);
  json::object result;
  result["Id"] = image.id;
  result["Digest"] = image.manifest_digest;
  result["RepoTags"] = base::to_json(image.names);
  result["RepoDigests"] = base::to_json(image.repository_digests);
  result["Parent"] = "";
  result["Comment"] = config.history.empty() ? "" : config.history.back().comment;
  result["Created"] = config.created.empty() ? "0001-01-01T00:00:00Z" : config.created;
  result["Config"] = base::to_json(config.config);
  result["Version"] = "";
  result["Author"] = config.author;
  result["Architecture"] = config.architecture;
  if (!config.variant.empty()) result["Variant"] = config.variant;
  result["Os"] = config.os;
  result["Size"] = size;
  result["VirtualSize"] = size;
  json::array lowers;
  for (const std::string& diff_id : config.rootfs.diff_ids) lowers.insert(lowers.begin(), json::string(spec::digest_hex(diff_id)));
  result["GraphDriver"] = {{"Name", "overlay"}, {"Data", {{"Layers", std::move(lowers)}}}};
  result["RootFS"] = {{"Type", "layers"}, {"Layers", base::to_json(config.rootfs.diff_ids)}};
  result["Labels"] = base::to_json(config.config.labels);
  result["Annotations"] = base::to_json(image.manifest.annotations);
  result["ManifestType"] = image.manifest.media_type.empty() ? std::string(spec::media_type::oci_manifest) : image.manifest.media_type;
  result["User"] = config.config.user;
  result["History"] = base::to_json(config.history);
  result["NamesHistory"] = base::to_json(image.names);
  return json::value(std::move(result));
}

}  // namespace skiff::engine
