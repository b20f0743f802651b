#pragma once

#include <cstdint>
#include <string>
#include <unistd.h>

#include <skiff/base/result.hpp>
#include <skiff/sys/cgroup.hpp>
#include <skiff/sys/fd.hpp>
#include <skiff/sys/process.hpp>

#include "context.hpp"

namespace skiff::engine {

/// The launcher is a child of the supervisor that lives for one start or exec: it joins what there is to join, makes the
/// mounts, and clones the container's process as a child of the supervisor, which records itself. That of a start
/// shares the supervisor's memory, which has nothing to do before (start_launcher.hpp); that of an exec is a fork of one
/// that serves, and reports on a socket.

/// What the supervisor must know of a process that runs. Of an exec: bytes of one message of the report socket.
struct LaunchReport {
  std::uint32_t is_started = 0;  ///< 0: what follows the struct is base::pack_error()
  std::int32_t pid = 0;
  std::uint32_t has_terminal = 0;
  std::uint32_t has_input = 0;
  std::uint32_t is_auto_removed = 0;
  std::uint32_t has_anonymous_volumes = 0;
  std::uint32_t has_log = 0;
  std::int64_t log_max_size = 0;
  std::int32_t stop_signal = 0;
  std::int64_t stop_timeout = 0;
};
/// The report with its descriptors.
struct Launched {
  LaunchReport report;
  sys::Fd pidfd;
  sys::Fd terminal;  ///< or:
  sys::Fd input, output, error;
};

/// The launcher of an exec under way.
struct Launching {
  sys::Process launcher;
  sys::Fd report;  ///< readable once it has something to say, or is dead
};

/// Where a launcher works: what it inherits of its supervisor.
struct LaunchPlace {
  const Context& context;
  const sys::Fd& user_namespace;  ///< closed when root of the host
  std::uint64_t user_namespace_inode = 0;
};

/// Enters U, where there is one. Runs in: launcher.
Result<void> join_user_namespace(const LaunchPlace& place);

/// Forks a launcher that runs another process in a running container and its own cgroup, if it has one; `request` is a file
/// with the JSON of spec::ExecConfig.
Result<Launching> begin_exec(const LaunchPlace& place, const state::Container& container, const sys::Cgroup* cgroup,
                             sys::Fd request);

/// Reads its report. Errors: the launcher's own, or interrupted if it was killed.
Result<Launched> receive_report(const sys::Fd& report);

}  // namespace skiff::engine
