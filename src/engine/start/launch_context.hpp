#pragma once

#include <cstdint>

#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>

#include "context.hpp"

namespace skiff::engine {

/// The launcher is a child of the supervisor that lives for one start or exec: it joins what there is to join, makes the
/// mounts, and clones the container's process as a child of the supervisor, which records itself. That of a start
/// shares the supervisor's memory, which has nothing to do before (start_launcher.hpp); that of an exec is a fork of one
/// that serves, and reports on a socket (exec_launcher.hpp).

/// What every launcher inherits of its supervisor.
struct LaunchContext {
  Context& context;
  const sys::Fd& user_namespace;  ///< closed when root of the host
  std::uint64_t user_namespace_inode = 0;
};

/// Enters U, where there is one. Runs in: launcher.
Result<void> join_user_namespace(const LaunchContext& launch);

}  // namespace skiff::engine
