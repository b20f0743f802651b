#pragma once

#include "plan.hpp"

namespace skiff::runtime::child {

/// The slots and the two sources of masks, open while steps run.
struct Places {
  int slots[slot_count];
  int hidden_file = -1;       ///< the container's own /dev/null, read-only, attached over the first file that is masked
  int given_directory = -1;   ///< becomes that, detached until then
  int empty_directory = -1;   ///< empty, read-only, attached over the first directory that is masked
};

/// The container's own /dev/null, never the host's: with a descriptor or a mount of that, its mode could be changed.
/// `flags` as for open(2); -1 with errno.
int open_null_device(const Places& places, int flags) noexcept;

/// Executes one step: 0, or -1 with errno.
int execute_step(const Step& step, Places& places) noexcept;

}  // namespace skiff::runtime::child
