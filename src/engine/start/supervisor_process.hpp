#pragma once

#include <cstdint>

#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>
#include <skiff/sys/process.hpp>

#include "context.hpp"
#include "user_namespace.hpp"

namespace skiff::engine {

/// The supervisor of one container, forked from this command while it is still small: what it inherits it keeps. It idles
/// until it is told which container to start; if this command ends before, it ends too.
class SupervisorProcess {
 public:
  /// Forks it; from then on other commands find U in it. `network` is what the container will be started with.
  static Result<SupervisorProcess> fork(Context& context, UserNamespace& user_namespace, const spec::NetworkUse& network);

  struct Start {
    std::uint32_t attach_flags = 0;  ///< supervisor/protocol.hpp, of the first client
    std::uint16_t rows = 0;          ///< size of that client's terminal; 0 is unknown
    std::uint16_t columns = 0;
  };
  /// Tells it to start the container, whose `lock` goes with it until it has `alive`, so that nobody takes the container
  /// for one that is down meanwhile. The connection is that of its first client: `attached` or `error` comes on it.
  Result<sys::Fd> start(state::LockedContainer container, const Start& start);

 private:
  SupervisorProcess(sys::Fd control) : control_(std::move(control)) {}
  sys::Fd control_;
};

}  // namespace skiff::engine
