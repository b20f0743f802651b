#pragma once

#include <sys/prctl.h>

namespace skiff::engine {

/// While it lives no process may look into this one's memory, nor into that of a child that shares it. Such a child is one of U, as the
/// processes of containers are, and in a joined pid namespace another container's processes could read it through /proc/PID/mem.
/// A command that looks for U in this process waits meanwhile.
class HiddenMemory {
 public:
  HiddenMemory() { prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }
  ~HiddenMemory() { prctl(PR_SET_DUMPABLE, 1, 0, 0, 0); }
  HiddenMemory(const HiddenMemory&) = delete;
  HiddenMemory& operator=(const HiddenMemory&) = delete;
};

}  // namespace skiff::engine
