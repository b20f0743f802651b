#include "image_stores.hpp"

#include <set>
#include <sys/utsname.h>

#include <skiff/sys/rooted.hpp>

#include "context.hpp"
#include "user_namespace.hpp"

namespace skiff::engine {

Result<ImageStores> ImageStores::open(Context& context, const std::function<void(std::string_view)>& note) {
  TRY(context.check_writable());
  TRY_ASSIGN(image::Store store, image::Store::open(context.roots.root));
  TRY_ASSIGN(UserNamespace found, UserNamespace::acquire(context));
  TRY_ASSIGN(storage::Layers layers, storage::Layers::open(context.roots.root, found.map()));
  // Only the descriptor is kept: the lock under which U was made would keep other commands from starting containers as
  // long as a sweep and a pull last. That they make another one then does no harm, files have the same owners in both.
  sys::Fd user_namespace = std::move(found).release();
  TRY(store.sweep());
  TRY(layers.sweep(user_namespace, [&] {
    if (note) note("removing what an interrupted pull left");
  }));
  return ImageStores(std::move(store), std::move(user_namespace), std::move(layers));
}

spec::Platform host_platform() {
  utsname names{};
  uname(&names);
  return spec::platform_of_machine(names.machine);
}

Result<spec::Platform> wanted_platform(const PlatformWish& wish) {
  if (wish.is_empty()) return host_platform();
  if (!wish.platform.empty()) {
    if (!wish.os.empty() || !wish.architecture.empty() || !wish.variant.empty())
      return fail(ErrorKind::usage, "--platform says it all: it cannot be used with --os, --arch or --variant");
    TRY_ASSIGN(spec::Platform platform, spec::parse_platform(wish.platform));
    if (platform.architecture.empty()) platform.architecture = host_platform().architecture;
    return platform;
  }
  const spec::Platform host = host_platform();
  const std::string& architecture = wish.architecture.empty() ? host.architecture : wish.architecture;
  std::string text = fmt::format("{}/{}", wish.os.empty() ? host.os : wish.os, architecture);
  if (!wish.variant.empty()) text += "/" + wish.variant;
  return spec::parse_platform(text);
}

Result<std::vector<std::string>> layer_maps(const Context& context) {
  const auto directory = sys::open_directory_at(context.roots.root, "layers");
  if (!directory && directory.error().kind() == ErrorKind::not_found) return std::vector<std::string>();
  if (!directory) return std::unexpected(directory.error());
  return sys::list_directory(*directory);
}

Result<LayerSizes> LayerSizes::open(const Context& context) {
  LayerSizes sizes;
  TRY_ASSIGN(const auto maps, layer_maps(context));
  for (const std::string& map : maps) {
    TRY_ASSIGN(storage::Layers layers, storage::Layers::open(context.roots.root, map));
    sizes.maps_.push_back(std::move(layers));
  }
  return sizes;
}

std::uint64_t LayerSizes::of(const image::Image& image, std::size_t layer) {
  const std::string& diff_id = image.config.rootfs.diff_ids[layer];
  if (const auto found = known_.find(diff_id); found != known_.end()) return found->second;
  for (const storage::Layers& layers : maps_) {
    const auto size = layers.size(diff_id);
    if (size) return known_[diff_id] = *size;
  }
  return static_cast<std::uint64_t>(image.manifest.layers[layer].size);
}

std::uint64_t LayerSizes::of(const image::Image& image) {
  std::set<std::string> seen;
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < image.config.rootfs.diff_ids.size(); ++i)
    if (seen.insert(image.config.rootfs.diff_ids[i]).second) total += of(image, i);
  return total;
}

}  // namespace skiff::engine
