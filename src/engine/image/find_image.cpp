#include "find_image.hpp"

#include <skiff/image/layer_intake.hpp>
#include <skiff/storage/layers.hpp>
#include <skiff/sys/program.hpp>

#include "hello_image.hpp"
#include "image_stores.hpp"

namespace skiff::engine {

namespace {

/// The blob of a layer, from any image of the store that has it.
Result<std::string> find_blob(const image::Store& store, const std::string& diff_id) {
  TRY_ASSIGN(const auto entries, store.entries());
  for (const image::Entry& entry : entries) {
    const auto image = store.read(entry, entries);
    if (!image) continue;
    for (std::size_t i = 0; i < image->config.rootfs.diff_ids.size(); ++i)
      if (image->config.rootfs.diff_ids[i] == diff_id) return image->manifest.layers[i].digest;
  }
  return std::unexpected(Error(ErrorKind::not_found, fmt::format("layer {} of the image is missing", diff_id))
                             .with_hint("pull or load the image again"));
}

/// Layers were unpacked for another map (before the user had subordinate ids, say): their blobs are kept for that.
Result<void> unpack_for_map(Context& context, const std::vector<std::string>& missing, const std::string& map) {
  TRY(sys::be_able_to_load_libraries());
  TRY_ASSIGN(const ImageStores stores, ImageStores::open(context));
  if (stores.layers().map() != map)
    return fail(ErrorKind::wrong_state, "the layers are wanted for the map {}, but this user's is {}", map, stores.layers().map());
  image::LayerIntake intake(stores.store(), stores.layers(), stores.user_namespace());
  for (const std::string& diff_id : missing) {
    TRY_ASSIGN(const std::string blob, find_blob(stores.store(), diff_id));
    TRY(intake.add_stored(blob, diff_id));
  }
  TRY(intake.finish());
  TRY(intake.publish());
  return {};
}

}  // namespace

Result<image::Image> find_image(Context& context, const std::string& name) {
  TRY_ASSIGN(const image::Store store, image::Store::open_for_reading(context.roots.root));
  if (!is_hello(name)) return store.find(name);
  TRY(install_hello(context, store));
  TRY_ASSIGN(const image::Store written, image::Store::open_for_reading(context.roots.root));
  return written.find(name);
}

Result<std::vector<sys::FileLock>> hold_layers(Context& context, const std::vector<std::string>& diff_ids,
                                               const std::string& map) {
  TRY_ASSIGN(const storage::Layers layers, storage::Layers::open(context.roots.root, map));
  for (int round = 0;; ++round) {
    std::vector<sys::FileLock> holds;
    std::vector<std::string> missing;
    for (const std::string& diff_id : diff_ids) {
      TRY_ASSIGN(auto hold, layers.hold(diff_id));
      if (hold)
        holds.push_back(*std::move(hold));
      else if (std::ranges::find(missing, diff_id) == missing.end())
        missing.push_back(diff_id);
    }
    if (missing.empty()) return holds;
    if (round == 2) return fail(ErrorKind::in_use, "layer {} is being removed by another process", missing.front());
    TRY(unpack_for_map(context, missing, map));
  }
}

}  // namespace skiff::engine
