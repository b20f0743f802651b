#pragma once

#include <string>

#include <skiff/engine/image.hpp>
#include <skiff/image/store.hpp>

#include "context.hpp"

namespace skiff::engine {

/// The image of a name, for the platform that is asked for: from the store, or fetched, as the policy says.
/// Errors: as find_image() and pull().
Result<image::Image> obtain_image(Context& context, const std::string& name, PullPolicy policy, const PullOptions& options);

}  // namespace skiff::engine
