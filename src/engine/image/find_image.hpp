#pragma once

#include <string>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/image/store.hpp>
#include <skiff/sys/lock.hpp>

#include "context.hpp"

namespace skiff::engine {

/// An image of the store by any of its names. `hello`, which is inside skiff, is written into the store when it is asked
/// for and not there. Errors: not_found ("X: image not known"), invalid, corrupt.
Result<image::Image> find_image(Context& context, const std::string& name);

/// Shared locks on the layers of a map. Errors: not_found (a layer is missing: pull the image again).
Result<std::vector<sys::FileLock>> hold_layers(Context& context, const std::vector<std::string>& diff_ids,
                                               const std::string& map);

}  // namespace skiff::engine
