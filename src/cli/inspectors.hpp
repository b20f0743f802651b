#pragma once

#include <skiff/engine/container.hpp>
#include <skiff/engine/image.hpp>
#include <skiff/engine/volume.hpp>

#include "results.hpp"
#include "shapes.hpp"

/// The kinds of objects that `inspect` knows.
namespace skiff::cli {

/// Docker's names begin with a slash, and its image ids with the algorithm.
inline void adapt_container(base::json::value& value, const Personality& personality) {
  base::json::object& container = value.as_object();
  if (personality.has_slash_before_names) container["Name"] = "/" + std::string(std::string_view(container["Name"].as_string()));
  if (personality.has_digest_before_ids) container["Image"] = "sha256:" + std::string(std::string_view(container["Image"].as_string()));
}

inline constexpr Inspector container_inspector = {
    [](engine::Context& context, const std::string& name) { return engine::inspect_container(context, name); }, container_shape,
    adapt_container};
/// The same with the size of its files, which takes a look at each.
inline constexpr Inspector sized_container_inspector = {
    [](engine::Context& context, const std::string& name) {
      return engine::inspect_container(context, name, engine::FileSizes::counted);
    },
    container_shape, adapt_container};
inline constexpr Inspector image_inspector = {engine::inspect_image, image_shape};
inline constexpr Inspector volume_inspector = {engine::inspect_volume, volume_shape};

}  // namespace skiff::cli
