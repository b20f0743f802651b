#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/spec/container_config.hpp>
#include <skiff/spec/user.hpp>
#include <skiff/sys/cgroup.hpp>
#include <skiff/sys/fd.hpp>
#include <skiff/sys/namespace.hpp>
#include <skiff/sys/terminal.hpp>

#include "mounts.hpp"
#include "process_streams.hpp"

namespace skiff::engine {

/// What a container's supervisor has made for its start.
struct StartOrder {
  const state::Container& container;
  const sys::Cgroup* cgroup = nullptr;  ///< its own, if it has one
  sys::WindowSize size;                 ///< of the terminal that will be attached; 0 is unknown
};

/// A container's first process.
struct Started {
  Launched launched;
  sys::Fd root;  ///< the overlay: held by the supervisor so that the kernel's sync comes after the exit was told
};

/// The start of a container's first process, step by step. Runs in: launcher, which shares memory and descriptors with its
/// supervisor (sys::run_sharing_memory). After start() the launcher must not use a path from "/": the container's root is
/// there.
class StartLauncher {
 public:
  /// `supervisor`: a launcher that outlives it has another parent.
  StartLauncher(const LaunchPlace& place, pid_t supervisor) : place_(place), supervisor_(supervisor) {}

  /// What needs no record: the container's namespaces but those that the clone makes.
  Result<void> prepare(const spec::NetworkUse& network);
  /// The rest.
  Result<Started> start(const StartOrder& order);

 private:
  Result<sys::Fd> make_root() const;
  Result<std::vector<PreparedMount>> prepare_all_mounts(const sys::Fd& root, spec::OciRuntimeConfig& runtime_config) const;
  Result<void> add_shared_memory(std::vector<PreparedMount>& mounts) const;
  Result<void> replace_kernel_mounts(spec::OciRuntimeConfig& runtime_config, std::vector<PreparedMount>& mounts) const;
  struct Other {
    sys::Fd init;
    pid_t pid;
  };
  Result<Other> open_other(const std::string& id) const;
  /// Whether a namespace is the host's: by the container's own wish, or because it joins a container that has it.
  template <typename Mode>
  Result<bool> is_hosts(Mode mode, const std::string& container, int kind) const {
    if (mode != Mode::container) return mode == Mode::host;
    TRY_ASSIGN(const Other other, open_other(container));
    TRY_ASSIGN(const int kinds, sys::namespaces_to_join(other.pid, kind));
    return kinds == 0;
  }
  Result<void> join_others() const;
  Result<state::ContainerState> state_of_run(state::ContainerState state, const sys::Cgroup* cgroup) const;

  const LaunchPlace place_;
  const pid_t supervisor_;
  sys::ProcessFacts supervisor_facts_;
  const state::Container* container_ = nullptr;
  spec::ContainerConfig config_;
  sys::Fd store_;  ///< ROOT, opened in the container's mount namespace
};

}  // namespace skiff::engine
