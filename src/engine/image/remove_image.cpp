#include <set>

#include <skiff/base/text.hpp>
#include <skiff/engine/container.hpp>
#include <skiff/engine/image.hpp>

#include "container_use.hpp"
#include "image_stores.hpp"
#include "context.hpp"

namespace skiff::engine {

namespace {

/// One image of the store with all its descriptors: two manifests of one configuration are one image.
struct Target {
  std::string id;
  std::vector<std::string> names;
  std::set<std::string> manifests;
  std::string typed;  ///< the full name, where the image was named by one
  /// Whether the image goes, and not only a name of it.
  bool is_last() const { return typed.empty() || names.size() <= 1; }
};

Result<Target> find_target(const image::Store& store, const std::vector<image::Entry>& entries, const std::string& name) {
  Target target;
  auto found = store.find(name);
  if (!found) {
    // One that cannot be read any more is still removed by its exact name or its manifest's digest.
    for (const image::Entry& entry : entries) {
      const bool is_named = entry.name == name || entry.digest() == name || spec::digest_hex(entry.digest()) == name;
      if (!is_named || store.read(entry, entries)) continue;
      target.id = spec::digest_hex(entry.manifest_digest);
      target.manifests.insert(entry.manifest_digest);
      if (!entry.name.empty()) target.names.push_back(entry.name);
      if (entry.name == name) target.typed = name;
    }
    if (target.manifests.empty()) return std::unexpected(std::move(found).error());
    return target;
  }
  target.id = found->id;
  for (const image::Entry& entry : entries) {
    const auto image = store.read(entry, entries);
    if (!image || image->id != found->id) continue;
    target.manifests.insert(entry.manifest_digest);
    if (!entry.name.empty()) target.names.push_back(entry.name);
  }
  // find() also gives a name for an image that was found by its id: only a name that was typed is one.
  std::string_view digits = name;
  if (digits.starts_with("sha256:")) digits.remove_prefix(7);
  const bool is_id = found->id.starts_with(digits) || spec::digest_hex(found->manifest_digest) == digits;
  const bool is_exact = found->name == name;
  if (!found->name.empty() && (is_exact || !is_id) && name.find('@') == std::string::npos) target.typed = found->name;
  return target;
}

/// Blobs and layers that no image and no container needs. Blobs of a pull that is about to publish its image may be among
/// them: it notices and starts again.
struct Needed {
  std::set<std::string> blobs;
  std::set<std::string> diff_ids;
};

Needed needed_by(const image::Store& store, const std::vector<image::Entry>& entries) {
  Needed needed;
  for (const image::Entry& entry : entries) {
    needed.blobs.insert(entry.manifest_digest);
    needed.blobs.insert(entry.digest());
    const auto image = store.read(entry, entries);
    if (!image) continue;
    needed.blobs.insert(image->manifest.config.digest);
    for (const spec::OciDescriptor& layer : image->manifest.layers) needed.blobs.insert(layer.digest);
    needed.diff_ids.insert(image->config.rootfs.diff_ids.begin(), image->config.rootfs.diff_ids.end());
  }
  return needed;
}

Result<void> remove_blobs(const image::Store& store, const Needed& needed) {
  TRY_ASSIGN(const auto blobs, store.blobs());
  for (const std::string& digest : blobs)
    if (!needed.blobs.contains(digest)) TRY(store.remove_blob(digest));
  return {};
}

/// Writes the index without the removed image. On a full disk that image makes room for it first: without its blobs it
/// can be removed again, should this be killed in between.
Result<void> write_remaining(const image::Store& store, const std::vector<image::Entry>& entries,
                             const Needed& needed) {
  auto written = store.write_entries(entries);
  if (written || written.error().kind() != ErrorKind::no_space) return written;
  TRY(remove_blobs(store, needed));
  return store.write_entries(entries);
}

/// Those of all maps that are not needed; the layers of each map that has some to be swept now. One that a pull, a build or a
/// run under way holds is left to the next removal of an image.
Result<std::vector<storage::Layers>> hide_layers(const Context& context, const std::set<std::string>& needed) {
  TRY_ASSIGN(const auto maps, layer_maps(context));
  std::vector<storage::Layers> changed;
  for (const std::string& map : maps) {
    TRY_ASSIGN(storage::Layers layers, storage::Layers::open(context.roots.root, map));
    TRY_ASSIGN(const auto diff_ids, layers.diff_ids());
    bool is_changed = false;
    for (const std::string& diff_id : diff_ids) {
      if (needed.contains(diff_id)) continue;
      TRY(layers.move_to_trash(diff_id));
      is_changed = true;
    }
    if (is_changed) changed.push_back(std::move(layers));
  }
  return changed;
}

Result<void> remove_containers(Context& context, const std::vector<std::string>& ids) {
  RemoveOptions options;
  options.is_forced = true;
  for (const NamedResult& one : remove(context, ids, options))
    if (!one.result) return std::unexpected(one.result.error());
  return {};
}

/// `shown` is the image as it was typed. The words after the colons are those that podman's callers look for.
Error in_use(const Context& context, const std::string& shown, const std::vector<std::string>& ids) {
  const std::string& id = ids.front();
  std::string known = id.substr(0, 12);
  if (const auto names = context.containers().names())
    if (const auto found = names->find(id); found != names->end()) known = base::escape_control(found->second, 100);
  const std::string others = ids.size() == 1 ? "" : fmt::format(" and {} more", ids.size() - 1);
  Error error(ErrorKind::in_use, fmt::format("cannot remove image {}: image used by {} ({}){}: image is in use by a container",
                                             shown, id.substr(0, 12), known, others));
  error.with_hint(fmt::format("remove the container first (rm -f {}), or both with rmi -f {}", known, shown));
  return error;
}

/// Whether it may go at all; forced, its containers go first.
Result<void> make_removable(Context& context, const image::Store& store, const std::string& name, bool is_forced) {
  TRY_ASSIGN(const auto entries, store.entries());
  TRY_ASSIGN(const Target target, find_target(store, entries, name));
  const std::string shown = base::escape_control(name, 300);
  if (target.typed.empty() && target.names.size() > 1 && !is_forced)
    return std::unexpected(Error(ErrorKind::denied, fmt::format("cannot remove image {}: it has several names ({})", shown,
                                                                base::escape_control(base::join(target.names, ", "), 1000)))
                               .with_hint(fmt::format("remove the names, or all at once with rmi -f {}", shown)));
  TRY_ASSIGN(const ContainerUse use, container_use(context));
  const auto users = use.containers.find(target.id);
  if (!target.is_last() || users == use.containers.end()) return {};
  if (!is_forced) return std::unexpected(in_use(context, shown, users->second));
  return remove_containers(context, users->second);
}

struct Unlisted {
  RemovedImage removed;
  std::vector<storage::Layers> trash;  ///< have layers that are out of sight and still to be deleted
};

/// Takes the name, and with the last one the image, its blobs and its layers out of sight, under the store's lock: what is
/// slow comes after it.
Result<Unlisted> unlist(const Context& context, const image::Store& store, const std::string& name) {
  Unlisted unlisted;
  TRY_ASSIGN(const sys::FileLock held, store.lock());
  TRY_ASSIGN(auto entries, store.entries());
  TRY_ASSIGN(const Target target, find_target(store, entries, name));
  std::erase_if(entries, [&](const image::Entry& entry) {
    return target.is_last() ? target.manifests.contains(entry.manifest_digest) : entry.name == target.typed;
  });
  Needed needed = needed_by(store, entries);
  TRY(write_remaining(store, entries, needed));
  unlisted.removed.untagged = target.is_last() ? target.names : std::vector<std::string>{target.typed};
  if (!target.is_last()) return unlisted;
  unlisted.removed.deleted.push_back(target.id);

  // From here on nothing is visible any more; what a kill leaves is taken by the next removal.
  TRY(remove_blobs(store, needed));
  TRY_ASSIGN(const ContainerUse use, container_use(context));
  if (!use.is_complete) return unlisted;
  needed.diff_ids.insert(use.diff_ids.begin(), use.diff_ids.end());
  TRY_ASSIGN(unlisted.trash, hide_layers(context, needed.diff_ids));
  return unlisted;
}

}  // namespace

Result<RemovedImage> remove_image(Context& context, const std::string& name, bool is_forced) {
  TRY(context.check_writable());
  TRY_ASSIGN(const image::Store store, image::Store::open(context.roots.root));
  TRY(make_removable(context, store, name, is_forced));
  TRY_ASSIGN(Unlisted unlisted, unlist(context, store, name));
  if (unlisted.trash.empty()) return std::move(unlisted.removed);
  TRY_ASSIGN(const ImageStores stores, ImageStores::open(context));
  for (const storage::Layers& layers : unlisted.trash) TRY(layers.sweep(stores.user_namespace()));
  return std::move(unlisted.removed);
}

}  // namespace skiff::engine
