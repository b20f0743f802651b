#pragma once

#include <map>
#include <string>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/spec/container_config.hpp>

#include "context.hpp"

namespace skiff::engine {

/// Volume name -> ids of the containers whose records list it, read now. Records that cannot be read use nothing.
Result<std::map<std::string, std::vector<std::string>>> volume_users(const Context& context);

/// Makes a container's volume if there is none; whether it did.
Result<bool> make_missing_volume(const Context& context, const spec::MountSpec& mount);

/// Removes a volume if no container lists it, under its lock. Errors: not_found, in_use.
Result<void> remove_unused_volume(Context& context, const std::string& name);

/// The anonymous volumes of a container that is gone, by its record. The first failure; the rest is tried all the same.
Result<void> remove_anonymous_volumes(Context& context, const spec::ContainerConfig& config);

}  // namespace skiff::engine
