#pragma once

#include <optional>

#include <skiff/engine/container.hpp>
#include <skiff/state/container.hpp>

#include "supervisor_process.hpp"

namespace skiff::engine {

struct StartedStreams {
  const std::optional<Terminal>& terminal;
  bool is_auto_removed = false;  ///< then its output is nowhere else: it ends when the reader of that goes away
};

/// Tells the supervisor to start, and stays until the container ends where there are streams to join.
/// SIGINT, SIGTERM, SIGHUP or SIGQUIT to this command before the program runs ends the start, and undoes it.
Result<AttachResult> start_and_attach(Context& context, SupervisorProcess& supervisor, state::LockedContainer container,
                                      const StartedStreams& streams);

}  // namespace skiff::engine
