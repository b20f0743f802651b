#include <skiff/engine/image.hpp>

#include "find_image.hpp"
#include "image_stores.hpp"
#include "opened_context.hpp"

namespace skiff::engine {

namespace {

namespace json = base::json;

json::array strings(const std::vector<std::string>& values) {
  json::array result;
  for (const std::string& value : values) result.emplace_back(value);
  return result;
}

json::array history_of(const spec::OciImageConfig& config) {
  json::array result;
  for (const spec::OciHistory& entry : config.history) {
    json::object row;
    if (!entry.created.empty()) row["created"] = entry.created;
    if (!entry.created_by.empty()) row["created_by"] = entry.created_by;
    if (!entry.author.empty()) row["author"] = entry.author;
    if (!entry.comment.empty()) row["comment"] = entry.comment;
    if (entry.empty_layer) row["empty_layer"] = true;
    result.emplace_back(std::move(row));
  }
  return result;
}

}  // namespace

Result<base::json::value> inspect_image(Context& context, const std::string& name) {
  TRY_ASSIGN(const image::Image image, find_image(context, name));
  TRY_ASSIGN(LayerSizes sizes, LayerSizes::open(context));
  const spec::OciImageConfig& config = image.config;
  const std::uint64_t size = sizes.of(image);
  json::object result;
  result["Id"] = image.id;
  result["Digest"] = image.manifest_digest;
  result["RepoTags"] = strings(image.names);
  result["RepoDigests"] = strings(image.repository_digests);
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
  result["RootFS"] = {{"Type", "layers"}, {"Layers", strings(config.rootfs.diff_ids)}};
  result["Labels"] = base::to_json(config.config.labels);
  result["Annotations"] = base::to_json(image.manifest.annotations);
  result["ManifestType"] = image.manifest.media_type.empty() ? std::string(spec::media_type::oci_manifest) : image.manifest.media_type;
  result["User"] = config.config.user;
  result["History"] = history_of(config);
  result["NamesHistory"] = strings(image.names);
  return json::value(std::move(result));
}

}  // namespace skiff::engine
