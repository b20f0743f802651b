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

/// What a command starts a container with.
struct StartFrom {
  Context& context;
  SupervisorProcess& supervisor;
  const UserNamespace& user_namespace;
  const spec::NetworkUse& network;
};
/// Tells the supervisor to start, and stays until the container ends where there are streams to join.
/// SIGINT, SIGTERM, SIGHUP or SIGQUIT to this command before the program runs ends the start, and undoes it.
Result<AttachResult> start_and_attach(const StartFrom& from, state::LockedContainer container,
                                      const StartedStreams& streams);

}  // namespace skiff::engine
