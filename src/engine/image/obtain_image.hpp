#pragma once

#include <string>

#include <skiff/engine/image.hpp>
#include <skiff/image/store.hpp>

#include "context.hpp"

namespace skiff::engine {

/// The image of a name, for the platform that is asked for: from the store, or fetched, as the policy says.
/// Errors: as find_image() and pull().
Result<image::Image> obtain_image(Context& context, const std::string& name, PullPolicy policy, const PullOptions& options);

/// For a command that makes other things first: where the image will surely need libraries, they can be loaded from here on
/// (sys/program.hpp). An image that turns out to be missing begins the command anew later.
Result<void> begin_obtaining(Context& context, const std::string& name, PullPolicy policy);

}  // namespace skiff::engine
