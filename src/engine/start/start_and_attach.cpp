#include "start_and_attach.hpp"

#include <skiff/supervisor/protocol.hpp>
#include <skiff/sys/terminal.hpp>

#include "attach/attach_session.hpp"

namespace skiff::engine {

namespace {

/// What the first client of a start wants: the caller's streams, or only to hear that it runs.
SupervisorProcess::Start first_client(const std::optional<Terminal>& terminal) {
  SupervisorProcess::Start start;
  if (!terminal) {
    start.attach_flags = supervisor::attach_without_output;
    return start;
  }
  start.attach_flags = supervisor::attach_is_lossless;
  if (terminal->is_input_wanted) start.attach_flags |= supervisor::attach_wants_input;
  if (const auto size = sys::window_size(terminal->output)) {
    start.rows = size->rows;
    start.columns = size->columns;
  }
  return start;
}

}  // namespace

Result<AttachResult> start_and_attach(SupervisorProcess& supervisor, state::LockedContainer container,
                                      const std::optional<Terminal>& terminal) {
  TRY_ASSIGN(sys::Fd connection, supervisor.start(std::move(container), first_client(terminal)));
  if (terminal) return attach_session(std::move(connection), *terminal);
  TRY(wait_until_attached(connection));
  return AttachResult{};
}

}  // namespace skiff::engine
