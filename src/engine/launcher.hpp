#pragma once

#include <cstdint>
#include <string>
#include <unistd.h>

#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>
#include <skiff/sys/process.hpp>

#include "opened_context.hpp"

namespace skiff::engine {

/// The launcher is a fork of the supervisor that lives for one start or exec: it joins what there is to join, makes the
/// mounts, clones the container's process as a child of the supervisor, records it, opens its gate, and tells the
/// supervisor. It reads the records, so that the supervisor need not before it serves.

/// What it tells at the end, as bytes of one message of its report socket.
struct LaunchReport {
  std::uint32_t is_started = 0;  ///< 0: what follows the struct is supervisor::pack_error()
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
  sys::Fd root;      ///< the overlay: held by the supervisor so that the kernel's sync comes after the exit was told
  sys::Fd terminal;  ///< or:
  sys::Fd input, output, error;
};

/// A launcher under way.
struct Launching {
  sys::Process launcher;
  sys::Fd report;  ///< readable once it has something to say, or is dead
};

/// Where a launcher works: what it inherits of its supervisor.
struct LaunchPlace {
  const Context& context;
  const sys::Fd& user_namespace;  ///< closed when root of the host
  std::uint64_t user_namespace_inode = 0;
  pid_t supervisor = getpid();  ///< made in the supervisor: a launcher that outlives it has another parent
};

/// Enters U, where there is one. Runs in: launcher.
Result<void> join_user_namespace(const LaunchPlace& place);

/// Which container, and what its supervisor has made for it.
struct LaunchOrder {
  const state::Container& container;
  const sys::Fd& cgroup;          ///< directory of the container's own; closed without one
  std::string cgroup_path;
  std::uint16_t rows = 0;         ///< of the terminal that will be attached; 0 is unknown
  std::uint16_t columns = 0;
};

/// Forks a launcher ahead of a start: it makes its namespaces while the container's record is still being written, and
/// then waits for order_start(). `network` is the one that the record will have.
Result<Launching> prepare_start(const LaunchPlace& place, const spec::NetworkUse& network);
/// Tells it which container to start.
Result<void> order_start(const Launching& launching, const LaunchOrder& order);
/// Forks a launcher that runs another process in a running container; `request` is a file with the JSON of
/// spec::ExecConfig.
Result<Launching> begin_exec(const LaunchPlace& place, const LaunchOrder& order, sys::Fd request);

/// Reads the report of either. Errors: the launcher's own, or interrupted if it was killed.
Result<Launched> receive_report(const sys::Fd& report);

}  // namespace skiff::engine
