#pragma once

#include <skiff/engine/container.hpp>
#include <skiff/engine/image.hpp>
#include <skiff/engine/volume.hpp>

#include "adapted.hpp"
#include "results.hpp"
#include "shapes.hpp"

/// The kinds of objects that `inspect` knows.
namespace skiff::cli {

inline constexpr Inspector container_inspector = {
    [](engine::Context& context, const std::string& name) { return engine::inspect_container(context, name); }, container_shape,
    adapt_container};
/// The same with the size of its files, which takes a look at each.
inline constexpr Inspector sized_container_inspector = {
    [](engine::Context& context, const std::string& name) {
      return engine::inspect_container(context, name, engine::FileSizes::counted);
    },
    container_shape, adapt_container};
inline constexpr Inspector image_inspector = {engine::inspect_image, image_shape, adapt_image};
inline constexpr Inspector volume_inspector = {engine::inspect_volume, volume_shape};

}  // namespace skiff::cli
