#pragma once

#include <cstdint>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/sys/process.hpp>

/// The processes of a container that has neither a pid namespace of its own nor a cgroup: only then does the end of its
/// first process leave others running.
namespace skiff::engine {

/// What identifies them: the mount namespace of the first process (every container has its own; orphans keep it) and,
/// for those that left it, descent.
struct ProcessTree {
  std::uint64_t mount_namespace = 0;           ///< inode; 0 where it could not be read
  std::vector<sys::ProcessFacts> descendants;  ///< without the first process
};
/// Looked at before the first process gets its signal: afterwards descent cannot be seen any more.
Result<ProcessTree> look_at_tree(pid_t first);

/// Kills what is left of a tree whose first process has ended, and waits at most two seconds; the pids that still live.
Result<std::vector<pid_t>> kill_rest_of_tree(const ProcessTree& tree);

}  // namespace skiff::engine
