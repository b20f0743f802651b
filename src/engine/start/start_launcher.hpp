#pragma once

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/spec/container_config.hpp>
#include <skiff/spec/user.hpp>
#include <skiff/sys/cgroup.hpp>
#include <skiff/state/container.hpp>
#include <skiff/supervisor/supervisor.hpp>
#include <skiff/sys/fd.hpp>
#include <skiff/sys/lock.hpp>
#include <skiff/sys/namespace.hpp>
#include <skiff/sys/own_memory.hpp>
#include <skiff/sys/terminal.hpp>

#include "image_user.hpp"
#include "launch_context.hpp"
#include "mounts.hpp"
#include "process_streams.hpp"
#include "supervised_facts.hpp"

namespace skiff::engine {

/// What a launcher of a start hands back to its supervisor: one value, in memory and descriptors that both share. Where it
/// failed, `result` says why, and the rest is what there was by then.
struct StartOutcome {
  bool is_ordered = false;  ///< false: the command has ended instead of ordering something
  sys::Fd connection;       ///< of the first client
  std::uint32_t attach_flags = 0;
  state::Container container;
  std::optional<sys::FileLock> alive;  ///< taken: the container is this supervisor's
  std::optional<sys::Cgroup> cgroup;   ///< its own, if it has one
  sys::Fd listener;
  SupervisedFacts facts;
  sys::Fd root;  ///< the overlay: held by the supervisor so that the kernel's sync comes after the exit was told
  supervisor::Child child;
  Result<void> result;
};

/// The start of a container's first process, step by step. Runs in: launcher, which shares memory and descriptors with its
/// supervisor (sys::run_sharing_memory). After start() the launcher must not use a path from "/": the container's root is
/// there.
class StartLauncher {
 public:
  /// `supervisor`: a launcher that outlives it has another parent.
  StartLauncher(const LaunchContext& launch, pid_t supervisor) : launch_(launch), supervisor_(supervisor) {}

  /// From the namespaces to the running program. `control`: where the command says which container; until then all is done
  /// that needs no record.
  StartOutcome run(const sys::Fd& control, const sys::ProcessTitle& title);

 private:
  Result<void> prepare();
  Result<void> receive(const sys::Fd& control, StartOutcome& outcome);
  Result<void> take_over(StartOutcome& outcome);
  Result<void> start(const sys::Fd& control, StartOutcome& outcome);
  Result<void> enter_network(const sys::Fd& control) const;
  Result<sys::Fd> make_root() const;
  struct Mounts {
    std::vector<PreparedMount> mounts;  ///< in the order in which they are attached
    sys::Fd empty_directory;
  };
  Result<Mounts> prepare_all_mounts(const sys::Fd& root, std::vector<spec::OciMount> standard) const;
  Result<void> replace_kernel_mounts(std::vector<PreparedMount>& mounts) const;
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

  const LaunchContext& launch_;
  const pid_t supervisor_;
  sys::ProcessFacts supervisor_facts_;
  sys::BootIdentity boot_;
  MappedIds ids_;
  std::optional<sys::CgroupHome> cgroup_home_;  ///< where a cgroup can be made for it
  const state::Container* container_ = nullptr;
  sys::Fd lock_;          ///< the container's, until it has `alive`
  bool has_own_network_ = false;
  sys::WindowSize size_;  ///< of the terminal that will be attached; 0 is unknown
  spec::ContainerConfig config_;
  sys::Fd store_;  ///< ROOT, opened in the container's mount namespace
};

}  // namespace skiff::engine
