#pragma once

#include <skiff/base/json.hpp>
#include <skiff/base/result.hpp>
#include <skiff/engine/context.hpp>

namespace skiff::engine {

/// The JSON object of `info`: host, store and counts, in podman's shape.
Result<base::json::value> information(Context& context);
/// Version of skiff, as meson.build names it.
std::string_view version();

}  // namespace skiff::engine
