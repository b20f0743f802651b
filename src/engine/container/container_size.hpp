#pragma once

#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/engine/container_list.hpp>

#include "context.hpp"

namespace skiff::engine {

/// Where below ROOT is what a container wrote.
std::string written_directory(const std::string& id);

/// Bytes of the files in a directory below ROOT, a container's or a volume's; 0 if they cannot be counted.
std::uint64_t stored_size(Context& context, const std::string& directory);

/// Fills in the sizes: each file that a container wrote is looked at, as the user to whom it belongs. One whose files cannot
/// be counted has none.
Result<void> add_sizes(Context& context, std::vector<ContainerFacts>& rows);

}  // namespace skiff::engine
