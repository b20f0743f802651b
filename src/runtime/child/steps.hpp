#pragma once

#include "plan.hpp"

namespace skiff::runtime::child {

/// The slots and the two sources of masks, open while steps run.
struct Places {
  int slots[slot_count];
  int null_device = -1;       ///< the host's /dev/null (O_PATH)
  int hidden_file = -1;       ///< the same, read-only, attached over the first file that is masked
  int empty_directory = -1;   ///< empty, read-only tmpfs, attached over the first directory that is masked
};

/// Executes one step: 0, or -1 with errno.
int execute_step(const Step& step, Places& places) noexcept;

}  // namespace skiff::runtime::child
