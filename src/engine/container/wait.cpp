#include <skiff/engine/container.hpp>

#include <cerrno>
#include <poll.h>

#include <skiff/supervisor/protocol.hpp>
#include <skiff/sys/directory_watch.hpp>

#include "attach/attach_connection.hpp"
#include "attach/attach_session.hpp"
#include "context.hpp"
#include "sweep.hpp"

namespace skiff::engine {

namespace {

Result<int> code_of(const state::ExitFacts& exit, const state::Container& container) {
  if (exit.is_known) return exit.code;
  return fail(ErrorKind::wrong_state, "container {}: its exit code is unknown: {}", container.id().substr(0, 12), exit.reason);
}

std::unexpected<Error> removed_meanwhile(const state::Container& container) {
  return fail(ErrorKind::not_found, "container {} was removed while it was waited for: its exit code is unknown",
              container.id().substr(0, 12));
}

/// Asks the supervisor, which tells the code of a --rm container too, whose record goes with it. Nothing: it is not to be
/// reached (it has not begun to listen, or has just ended, or was killed): the record says what to do next.
Result<std::optional<int>> ask_supervisor(const state::Container& container) {
  const auto connection = connect_attach(container, supervisor::attach_without_output);
  if (!connection) return std::optional<int>();
  auto code = wait_for_exit(*connection);
  // It asks nobody to wait for what has ended.
  if (!code && code.error().kind() == ErrorKind::wrong_state) return std::optional<int>();
  return code;
}

/// Until something changes in its directory, or a moment passed where that cannot be watched.
Result<void> wait_for_change(const std::optional<sys::DirectoryWatch>& watch) {
  constexpr int look_again = 100;
  pollfd changed{watch ? watch->fd().get() : -1, POLLIN, 0};  // a negative number is ignored, poll(2)
  if (poll(&changed, 1, look_again) < 0 && errno != EINTR) return fail_errno(errno, "cannot wait for a container");
  return {};
}

}  // namespace

Result<int> wait(Context& context, const std::string& name) {
  TRY_ASSIGN(const state::Container container, context.containers().find(name));
  std::optional<sys::DirectoryWatch> watch;
  if (auto made = sys::DirectoryWatch::make(); made && made->add(container.directory())) watch = *std::move(made);
  while (true) {
    if (watch) TRY(watch->changed());  // taken before looking: what changes after that ends the next wait
    TRY_ASSIGN(const state::ContainerState state, container.state());
    TRY_ASSIGN(const state::Status status, container.status(state));
    if (state.exit && status != state::Status::starting) return code_of(*state.exit, container);
    if (!container.is_in_place()) return removed_meanwhile(container);
    if (status == state::Status::created) return 0;
    if (status == state::Status::exited) {
      TRY_ASSIGN(const bool is_removed, reconcile(context, container, std::chrono::seconds(1)));
      if (is_removed) return code_of(state::unseen_exit(*state.run), container);
      continue;
    }
    if (status == state::Status::unsupervised) {
      TRY_ASSIGN(const auto init, container.open_init(state));
      if (init) TRY(sys::wait_for_end(*init, std::nullopt));
      continue;
    }
    TRY_ASSIGN(const auto code, ask_supervisor(container));
    if (code) return *code;
    TRY(wait_for_change(watch));
  }
}

}  // namespace skiff::engine
