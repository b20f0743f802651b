#pragma once

#include "mounts.hpp"

namespace skiff::engine {

/// One order of all mounts of a container, the engine's own and its user's: a mount comes before those that are below it, once
/// links of the image are followed. What the user mounts takes the place of what the engine would have there. With a /dev of
/// the user's, of the engine's mounts below it those stay for which it has a directory.
/// Errors: invalid (a place where the container's own mounts must be).
Result<std::vector<PreparedMount>> order_mounts(const sys::Fd& root, std::vector<PreparedMount> engines,
                                                std::vector<PreparedMount> users);

/// Where `path` leads below `root`: its links are replaced by what they point to, also where that does not exist.
Result<std::string> resolve_links(const sys::Fd& root, const std::string& path);

}  // namespace skiff::engine
