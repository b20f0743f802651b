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

/// What a process of a container shares with its supervisor: streams or a terminal, and the gate that closes if its launcher
/// is killed. Both sides are made here; the process's goes into the runtime's descriptors, the other one to the supervisor.
/// Runs in: launcher.
class ProcessStreams {
 public:
  /// Makes both sides of a start or an exec of `config`.
  Result<runtime::Descriptors> make(const LaunchPlace& place, const spec::ContainerConfig& config);
  /// The process, and the supervisor's side.
  Result<Launched> finish(runtime::Launch launch, const spec::ContainerConfig& config);

 private:
  Result<void> make_streams(bool is_interactive, runtime::Descriptors& descriptors);

  sys::Fd input_, output_, error_;  ///< the supervisor's side
  sys::Fd gate_;                    ///< writing end
  sys::Fd terminal_;                ///< receives the terminal's master
};

}  // namespace skiff::engine
