#pragma once

#include <skiff/base/json.hpp>

#include "personality.hpp"

/// What `inspect` shows in docker's way where the personality has it so: the documents themselves are podman's.
namespace skiff::cli {

void adapt_container(base::json::value& value, const Personality& personality);
void adapt_image(base::json::value& value, const Personality& personality);

}  // namespace skiff::cli
