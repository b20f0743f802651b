#pragma once

#include <functional>
#include <optional>
#include <string>

#include <skiff/base/result.hpp>
#include <skiff/engine/container.hpp>
#include <skiff/sys/fd.hpp>

#include "signal_catcher.hpp"

/// The CLI's end of an attach connection. Runs in: cli.
namespace skiff::engine {

/// Joins the caller's streams to a connection until exit, detach, loss or a signal. The caller's terminal is raw meanwhile
/// if the container has one, and restored whatever happens; O_NONBLOCK of the caller's descriptors is not touched.
/// Without a terminal, signals go to the container (Terminal::has_signal_proxy); else they end the CLI as ever.
///
/// `connection` is one on which attach or exec was asked: by connect_attach(), connect_exec(), or by being adopted by a
/// supervisor. Errors: whatever the supervisor answers; unreachable when it ended without a word (its container's record
/// may tell more); io.
///
/// Coming back to a program that draws its screen only when something changes, a person would see nothing of it: it is told
/// of a change of size that is undone at once.
enum class Redraw { no, wanted };
struct AttachOptions {
  Redraw redraw = Redraw::no;
  /// Called before a signal ends this process while the program does not run yet (SignalCatcher::is_end()): ends its start.
  std::function<void()> abandon;
  std::optional<SignalCatcher> signals;  ///< one that catches already
};
Result<AttachResult> attach_session(sys::Fd connection, const Terminal& terminal, AttachOptions options = {});

/// Waits until the process runs, as with exec_is_detached. Errors: as attach_session(); interrupted when its start was.
Result<void> wait_until_attached(const sys::Fd& connection, AttachOptions options = {});
/// Waits for `exit` on a connection that was asked for with attach_without_output. Nothing: the supervisor ended without
/// a word.
Result<std::optional<int>> wait_for_exit(const sys::Fd& connection);

}  // namespace skiff::engine
