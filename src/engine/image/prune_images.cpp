#include <set>

#include <skiff/engine/image.hpp>

#include "container_use.hpp"
#include "context.hpp"
#include "image_filter.hpp"
#include "image_stores.hpp"

namespace skiff::engine {

namespace {

/// Bytes of all unpacked layers.
Result<std::uint64_t> stored_bytes(const Context& context) {
  TRY_ASSIGN(const auto maps, layer_maps(context));
  std::uint64_t total = 0;
  for (const std::string& map : maps) {
    TRY_ASSIGN(const storage::Layers layers, storage::Layers::open(context.roots.root, map));
    TRY_ASSIGN(const auto diff_ids, layers.diff_ids());
    for (const std::string& diff_id : diff_ids) total += layers.size(diff_id).value_or(0);
  }
  return total;
}

/// One that a container came to use meanwhile, or that another command removed, is left.
bool is_passed_over(const Error& error) { return error.kind() == ErrorKind::in_use || error.kind() == ErrorKind::not_found; }

Result<void> remove_whole(Context& context, const ImageSummary& image, RemovedImage& removed) {
  std::vector<std::string> names = image.names;
  if (names.empty()) names = {image.id};
  for (const std::string& name : names) {
    auto one = remove_image(context, name, false);
    if (!one && is_passed_over(one.error())) return {};
    if (!one) return std::unexpected(std::move(one).error());
    removed.untagged.insert(removed.untagged.end(), one->untagged.begin(), one->untagged.end());
    removed.deleted.insert(removed.deleted.end(), one->deleted.begin(), one->deleted.end());
  }
  return {};
}

}  // namespace

Result<PrunedImages> prune_images(Context& context, const PruneImagesOptions& options) {
  ImageListOptions list;
  list.filters = options.filters;
  list.is_counting_containers = true;
  TRY_ASSIGN(const auto images, list_images(context, list));
  TRY_ASSIGN(const std::uint64_t before, stored_bytes(context));
  PrunedImages pruned;
  std::set<std::string_view> seen;
  for (const ImageSummary& image : images) {
    const bool is_wanted = options.is_all || image.repository == "<none>";
    if (!is_wanted || image.containers > 0 || image.is_corrupt || !seen.insert(image.id).second) continue;
    TRY(remove_whole(context, image, pruned.removed));
  }
  TRY_ASSIGN(const std::uint64_t after, stored_bytes(context));
  pruned.reclaimed = before > after ? before - after : 0;
  return pruned;
}

}  // namespace skiff::engine
