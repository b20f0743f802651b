#include "start_and_attach.hpp"

#include <skiff/supervisor/protocol.hpp>

#include "abort_start.hpp"
#include "attach/attach_session.hpp"

namespace skiff::engine {

namespace {

/// What the first client of a start wants: the caller's streams, or only to hear that it runs.
StartMessage first_client(const std::optional<Terminal>& terminal) {
  StartMessage start;
  if (!terminal) {
    start.attach_flags = supervisor::attach_without_output;
    return start;
  }
  start.attach_flags = supervisor::attach_is_lossless;
  if (terminal->is_input_wanted) start.attach_flags |= supervisor::attach_wants_input;
  if (const auto size = caller_size(*terminal)) {
    start.rows = size->rows;
    start.columns = size->columns;
  }
  return start;
}

}  // namespace

Result<AttachResult> start_and_attach(const StartFrom& from, state::LockedContainer container, const StartedStreams& streams) {
  const std::optional<Terminal>& terminal = streams.terminal;
  AttachOptions options;
  if (streams.is_auto_removed) options.reader_gone = ReaderGone::end_program;
  options.abandon = [&] {
    auto pidfd = from.supervisor.pidfd().duplicate();
    const auto aborted = pidfd ? abort_start(from.context, container.container, {from.supervisor.pid(), *std::move(pidfd)})
                               : Result<void>(std::unexpected(std::move(pidfd).error()));
    if (!aborted) from.context.warn(aborted.error().text());
  };
  // From before the order on: a signal that came in between would leave a start behind.
  TRY_ASSIGN(SignalCatcher signals, terminal ? SignalCatcher::make() : SignalCatcher::make_for_end());
  options.signals.emplace(std::move(signals));
  from.context.debug("container {} is started by its supervisor, process {}", container.container.id(), from.supervisor.pid());
  TRY_ASSIGN(sys::Fd connection, from.supervisor.start(container, first_client(terminal), from.user_namespace, from.network));
  { const sys::FileLock handed_over = std::move(container.lock); }
  if (terminal) return attach_session(std::move(connection), *terminal, std::move(options));
  return wait_until_attached(connection, std::move(options));
}

}  // namespace skiff::engine
