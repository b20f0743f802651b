#pragma once

#include <skiff/templates/shape.hpp>

#include "personality.hpp"

/// What templates must know of the documents that commands show: which members are maps, which are times, and the names that
/// docker and podman have for them beside those of the JSON. A member that a row names is there although the JSON leaves it out.
namespace skiff::cli {

templates::Shape container_shape(const Personality& personality);
templates::Shape image_shape(const Personality& personality);
templates::Shape volume_shape(const Personality& personality);
templates::Shape information_shape(const Personality& personality);
templates::Shape version_shape();

/// Docker has times as plain text.
templates::Times times_of(const Personality& personality);

}  // namespace skiff::cli
