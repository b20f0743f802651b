#pragma once

#include <optional>

#include <skiff/engine/container.hpp>
#include <skiff/state/container.hpp>

#include "supervisor_process.hpp"

namespace skiff::engine {

/// Tells the supervisor to start, and stays until the container ends where there are streams to join.
/// SIGINT, SIGTERM, SIGHUP or SIGQUIT to this command before the program runs ends the start, and undoes it.
Result<AttachResult> start_and_attach(Context& context, SupervisorProcess& supervisor, state::LockedContainer container,
                                      const std::optional<Terminal>& terminal);

}  // namespace skiff::engine
