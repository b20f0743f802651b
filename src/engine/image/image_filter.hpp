#pragma once

#include <skiff/engine/image.hpp>

namespace skiff::engine {

/// What `images --filter` and the prunes ask of one row. Errors: invalid (an unknown key, a wrong value), not_found (an image
/// that `before` or `since` names).
Result<spec::Selection<ImageSummary>> image_selection(Context& context, std::span<const spec::Filter> filters);

/// Whether a row has this name: whole, without its tag, without its registry or path. `*` and `?` stand for anything but "/".
bool has_reference(const ImageSummary& image, const std::string& pattern);

}  // namespace skiff::engine
