#pragma once

#include <cstdint>

#include <skiff/base/result.hpp>
#include <skiff/spec/container_config.hpp>
#include <skiff/state/container.hpp>
#include <skiff/sys/fd.hpp>
#include <skiff/sys/own_memory.hpp>

#include "context.hpp"
#include "start/launch_context.hpp"

namespace skiff::engine {

/// exec into a container whose supervisor was killed: a supervisor of this one process is executed, which serves the exec as
/// the container's own would and ends with it. The connection is that of its client (flags of supervisor/protocol.hpp).
/// `state` is what told that it runs. Errors: wrong_state (it has ended since).
Result<sys::Fd> exec_alone(Context& context, const state::Container& container, const state::ContainerState& state,
                           const spec::ExecConfig& request, std::uint32_t flags);

/// The body of that supervisor; the exec is told on `control`. Runs in: supervisor.
Result<void> serve_exec(const LaunchContext& launch, const sys::Fd& control, const sys::ProcessTitle& title);

}  // namespace skiff::engine
