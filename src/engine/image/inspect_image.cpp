#include <skiff/engine/image.hpp>

#include "context.hpp"
#include "find_image.hpp"
#include "image_stores.hpp"

namespace skiff::engine {

namespace {

struct GraphDriver {
  static constexpr auto json_case = base::JsonCase::pascal;
  static constexpr bool json_keep_defaults = true;
  std::string name = "overlay";
  base::json::object data;
};
BOOST_DESCRIBE_STRUCT(GraphDriver, (), (name, data))

struct RootLayers {
  static constexpr auto json_case = base::JsonCase::pascal;
  static constexpr bool json_keep_defaults = true;
  std::string type = "layers";
  std::vector<std::string> layers;
};
BOOST_DESCRIBE_STRUCT(RootLayers, (), (type, layers))

/// An image as `inspect` shows it: podman's and docker's members, in podman's order.
struct ImageView {
  static constexpr auto json_case = base::JsonCase::pascal;
  static constexpr bool json_keep_defaults = true;
  static constexpr std::string_view json_name(std::string_view field) { return field == "root_fs" ? "RootFS" : ""; }
  std::string id;
  std::string digest;
  std::vector<std::string> repo_tags;
  std::vector<std::string> repo_digests;
  std::string parent;
  std::string comment;
  std::string created;
  spec::OciProcess config;
  std::string version;
  std::string author;
  std::string architecture;
  std::string variant;
  std::string os;
  std::uint64_t size = 0;
  std::uint64_t virtual_size = 0;
  GraphDriver graph_driver;
  RootLayers root_fs;
  std::map<std::string, std::string> labels;
  std::map<std::string, std::string> annotations;
  std::string manifest_type;
  std::string user;
  std::vector<spec::OciHistory> history;
  std::vector<std::string> names_history;
};
BOOST_DESCRIBE_STRUCT(ImageView, (),
                      (id, digest, repo_tags, repo_digests, parent, comment, created, config, version, author, architecture, variant,
                       os, size, virtual_size, graph_driver, root_fs, labels, annotations, manifest_type, user, history, names_history))

ImageView view_of(const image::Image& image, std::uint64_t size) {
  const spec::OciImageConfig& config = image.config;
  ImageView view;
  view.id = image.id;
  view.digest = image.manifest_digest;
  view.repo_tags = image.names;
  std::ranges::sort(view.repo_tags);
  view.repo_digests = image.repository_digests;
  view.comment = config.history.empty() ? "" : config.history.back().comment;
  view.created = config.created.empty() ? base::format_rfc3339(base::no_time) : config.created;
  view.config = config.config;
  view.author = config.author;
  view.architecture = config.architecture;
  view.variant = config.variant;
  view.os = config.os;
  view.size = size;
  view.virtual_size = size;
  base::json::array lowers;
  for (const std::string& diff_id : config.rootfs.diff_ids) lowers.insert(lowers.begin(), base::json::string(spec::digest_hex(diff_id)));
  view.graph_driver.data["Layers"] = std::move(lowers);
  view.root_fs.layers = config.rootfs.diff_ids;
  view.labels = config.config.labels;
  view.annotations = image.manifest.annotations;
  view.manifest_type = image.manifest.media_type.empty() ? std::string(spec::media_type::oci_manifest) : image.manifest.media_type;
  view.user = config.config.user;
  view.history = config.history;
  view.names_history = image.names;
  return view;
}

}  // namespace

Result<base::json::value> inspect_image(Context& context, const std::string& name) {
  TRY_ASSIGN(const image::Image image, find_image(context, name));
  TRY_ASSIGN(LayerSizes sizes, LayerSizes::open(context));
  return base::to_json(view_of(image, sizes.of(image)));
}

}  // namespace skiff::engine
