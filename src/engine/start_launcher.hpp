#pragma once

#include <string>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/spec/container_config.hpp>
#include <skiff/spec/user.hpp>
#include <skiff/sys/fd.hpp>
#include <skiff/sys/terminal.hpp>
#include <skiff/sys/namespace.hpp>

#include "container_mounts.hpp"
#include "handover.hpp"

namespace skiff::engine {

/// The start of a container's first process, step by step. Runs in: launcher.
class StartLauncher {
 public:
  /// `report` is where its supervisor is told.
  StartLauncher(const LaunchPlace& place, const sys::Fd& report) : place_(place), report_(report) {}

  /// What needs no record: the container's namespaces but those that the clone makes.
  Result<void> prepare(const spec::NetworkUse& network);
  /// The rest. `cgroup` may be closed.
  Result<void> start(state::Container container, sys::Fd cgroup, const std::string& cgroup_path, sys::WindowSize size);

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
  Result<state::ContainerState> state_of_run(const std::string& cgroup_path) const;
  Result<void> record_run(const runtime::Launch& launch, const sys::Fd& proc, state::ContainerState& state) const;

  const LaunchPlace& place_;
  const sys::Fd& report_;
  state::Container container_;
  spec::ContainerConfig config_;
  sys::Fd store_;  ///< ROOT, opened in the container's mount namespace
};

}  // namespace skiff::engine
