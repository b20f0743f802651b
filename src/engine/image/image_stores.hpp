#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <skiff/engine/context.hpp>
#include <skiff/engine/image.hpp>
#include <skiff/image/archive.hpp>
#include <skiff/image/store.hpp>
#include <skiff/spec/platform.hpp>
#include <skiff/storage/layers.hpp>
#include <skiff/sys/fd.hpp>

namespace skiff::engine {

/// The stores opened for a command that brings images in, with the user namespace that their layers are unpacked in.
/// Leftovers of dead commands are swept.
class ImageStores {
 public:
  /// `note` takes a line before something is removed that may take a while; may be empty.
  static Result<ImageStores> open(Context& context, const std::function<void(std::string_view)>& note = {});

  const image::Store& store() const { return store_; }
  const storage::Layers& layers() const { return layers_; }
  const sys::Fd& user_namespace() const { return user_namespace_; }
  image::Destination destination() const { return {store_, layers_, user_namespace_}; }

 private:
  ImageStores(image::Store store, sys::Fd user_namespace, storage::Layers layers)
      : store_(std::move(store)), user_namespace_(std::move(user_namespace)), layers_(std::move(layers)) {}
  image::Store store_;
  sys::Fd user_namespace_;
  storage::Layers layers_;
};

/// This machine's.
spec::Platform host_platform();
/// What --platform, or --os, --arch and --variant ask for: this machine's own where they are silent, and its architecture where
/// only a system is named. Errors: invalid; usage (--platform beside the others).
Result<spec::Platform> wanted_platform(const PlatformWish& wish);

/// Names of the maps that have layers.
Result<std::vector<std::string>> layer_maps(const Context& context);

/// Bytes of an image's layers, from whatever map has them unpacked, else of their blobs.
class LayerSizes {
 public:
  static Result<LayerSizes> open(const Context& context);
  std::uint64_t of(const image::Image& image, std::size_t layer);
  /// Of the whole image; a layer that is there twice counts once.
  std::uint64_t of(const image::Image& image);

 private:
  std::vector<storage::Layers> maps_;
  std::map<std::string, std::uint64_t> known_;
};

}  // namespace skiff::engine
