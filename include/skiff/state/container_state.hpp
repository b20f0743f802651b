#pragma once

#include <string>

#include <skiff/base/json.hpp>
#include <skiff/base/time.hpp>
#include <skiff/sys/process.hpp>

/// Facts of a container's life (state.json). "Running" is not stored: it is derived from these, the `alive` lock and the
/// kernel (see state/container.hpp).
namespace skiff::state {

/// A start that happened. Kept after the end, until the next start replaces it.
struct RunFacts {
  base::Time started = base::no_time;
  std::int32_t pid = 0;                 ///< the container's first process, in the caller's pid namespace
  std::uint64_t start_time = 0;         ///< its start time, clock ticks since boot
  std::uint64_t pid_namespace = 0;      ///< inode of its pid namespace
  std::int32_t supervisor_pid = 0;
  std::uint64_t supervisor_start_time = 0;
  std::uint64_t user_namespace = 0;     ///< inode of U; 0: none (root)
  std::string boot_id;
  std::string machine_id;
  std::string runroot;                  ///< where its attach socket is, whatever the environment says to later commands
  std::string cgroup;                   ///< path of its own cgroup below the cgroup2 mount; "" without one
  bool operator==(const RunFacts&) const = default;
};
BOOST_DESCRIBE_STRUCT(RunFacts, (), (started, pid, start_time, pid_namespace, supervisor_pid, supervisor_start_time,
                                     user_namespace, boot_id, machine_id, runroot, cgroup))

/// An end that was seen.
struct ExitFacts {
  base::Time finished = base::no_time;
  int code = 0;             ///< as a shell shows it
  bool is_known = true;     ///< false: the code was not seen
  std::string reason;       ///< for people: "killed by SIGKILL", "the machine was restarted"; "" for a plain exit
  bool operator==(const ExitFacts&) const = default;
};
BOOST_DESCRIBE_STRUCT(ExitFacts, (), (finished, code, is_known, reason))

struct ContainerState {
  int schema = 0;  ///< container_schema when written
  std::optional<RunFacts> run;
  std::optional<ExitFacts> exit;
  std::string error;                     ///< why the last start failed; "" if it did not
  std::uint64_t restart_count = 0;
  boost::json::object unknown_fields;
  bool operator==(const ContainerState&) const = default;
};
BOOST_DESCRIBE_STRUCT(ContainerState, (), (schema, run, exit, error, restart_count))

/// What the facts and the kernel say together.
enum class Status {
  created,       ///< never started
  starting,      ///< a supervisor lives and has not recorded its start yet
  running,
  unsupervised,  ///< its process lives and its supervisor was killed
  stopping,      ///< its end is recorded and its supervisor still finishes (closes its root, removes a --rm container)
  exited,
};

}  // namespace skiff::state
