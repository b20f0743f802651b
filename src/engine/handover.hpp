#pragma once

#include <string>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/runtime/launch.hpp>
#include <skiff/spec/container_config.hpp>
#include <skiff/sys/fd.hpp>
#include <skiff/sys/socket.hpp>

#include "launcher.hpp"

namespace skiff::engine {

/// What a process of a container shares with its supervisor: streams or a terminal, and the gate that lets its program
/// start. Both sides are made here; the process's goes into the runtime's descriptors, the other one to the supervisor.
/// Runs in: launcher.
class Handover {
 public:
  /// Makes both sides of a start or an exec of `config`. `cgroup` may be closed.
  Result<runtime::Descriptors> make(const LaunchPlace& place, const spec::ContainerConfig& config, sys::Fd cgroup);
  /// Opens the gate, waits for exec and gives everything to the supervisor, with the root file system that it keeps (a start).
  /// Without a supervisor to take it the process is killed.
  Result<void> finish(runtime::Launch launch, const spec::ContainerConfig& config, sys::Fd root, const sys::Fd& report);

 private:
  Result<void> make_streams(bool is_interactive, runtime::Descriptors& descriptors);
  Result<std::vector<int>> outside(sys::Message& terminal) const;

  sys::Fd input_, output_, error_;  ///< the supervisor's side
  sys::Fd gate_;                    ///< writing end
  sys::Fd terminal_;                ///< receives the terminal's master
};

}  // namespace skiff::engine
