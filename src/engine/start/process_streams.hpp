#pragma once

#include <string>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/runtime/launch.hpp>
#include <skiff/spec/container_config.hpp>
#include <skiff/supervisor/supervisor.hpp>
#include <skiff/sys/fd.hpp>
#include <skiff/sys/socket.hpp>

#include "launch_context.hpp"

namespace skiff::engine {

/// What a process of a container shares with its supervisor: streams or a terminal, and the gate that closes if its launcher
/// is killed. Both sides are made here; the process's goes into the runtime's descriptors, the other one to the supervisor.
/// Runs in: launcher.
class ProcessStreams {
 public:
  /// Makes both sides of a start or an exec of `config`.
  Result<runtime::Descriptors> make(const LaunchContext& launch, const spec::ContainerConfig& config);
  /// The process, once its program runs, with the supervisor's side.
  Result<supervisor::Child> finish(runtime::Launch started);

 private:
  Result<void> make_streams(bool is_interactive, runtime::Descriptors& descriptors);

  sys::Fd input_, output_, error_;  ///< the supervisor's side
  sys::Fd gate_;                    ///< writing end
  sys::Fd terminal_;                ///< receives the terminal's master
};

}  // namespace skiff::engine
