#pragma once

#include <string>

#include <skiff/base/result.hpp>
#include <skiff/engine/container.hpp>
#include <skiff/image/store.hpp>
#include <skiff/sys/file.hpp>

#include "context.hpp"

namespace skiff::engine {

/// The image's values under those of the command line; `typed` is what the person called the image. Pure.
/// Errors: invalid (no command to run, too many volumes).
Result<void> merge_image(spec::ContainerConfig& config, const std::string& typed, const image::Image& image);

/// From a request to a container on disk: image, other containers, volumes, cidfile, record. Nothing is left on failure.
/// Its lock is held: until its supervisor has said that it lives, no other command may take it for one to prune.
/// `id` is the new container's; `map` names the id map whose layers it will use.
struct NewContainer {
  std::string id;
  std::string map;
  sys::Sync sync;
};
Result<state::LockedContainer> make_container(Context& context, const ContainerRequest& request, const NewContainer& facts);

}  // namespace skiff::engine
