#pragma once

#include <skiff/engine/volume.hpp>

namespace skiff::engine {

/// One as lists show it. A record that cannot be read leaves the name alone.
VolumeView volume_view(const Context& context, const std::string& name);

/// What `volume ls --filter` and the prunes ask of one. Errors: as list_volumes().
Result<spec::Selection<VolumeView>> volume_selection(Context& context, std::span<const spec::Filter> filters);

}  // namespace skiff::engine
