#pragma once

#include <functional>
#include <optional>
#include <string>

#include <skiff/base/result.hpp>
#include <skiff/engine/container.hpp>
#include <skiff/sys/fd.hpp>
#include <skiff/sys/terminal.hpp>

#include "signal_catcher.hpp"

/// The CLI's end of an attach connection. Runs in: cli.
namespace skiff::engine {

/// What becomes of a program when the reader of its output goes away.
enum class ReaderGone {
  leave,         ///< it goes on; its output is in the log
  close_stream,  ///< it finds its pipe closed
  end_program,   ///< the same, and it is killed if it has not ended a second later (a first process ignores SIGPIPE)
};

struct AttachOptions {
  /// The program ran before. It is told of a change of size that is undone at once, since one that draws only when something
  /// changes would show nothing; and the end of this input is not the end of its terminal's.
  bool is_joining = false;
  ReaderGone reader_gone = ReaderGone::leave;
  /// Called before a signal ends this process while the program does not run yet (SignalCatcher::is_end()): ends its start.
  std::function<void()> abandon;
  std::optional<SignalCatcher> signals;  ///< one that catches already
};

/// Joins the caller's streams to a connection until exit, detach, loss or a signal. The caller's terminal is raw meanwhile
/// if the container has one, and restored whatever happens; O_NONBLOCK of the caller's descriptors is not touched.
/// Signals go to the container (Terminal::has_signal_proxy) unless the caller's terminal is raw; else AttachResult says by
/// which one the caller is to end.
///
/// `connection` is one on which attach or exec was asked: by connect_attach(), connect_exec(), or by being adopted by a
/// supervisor. Errors: whatever the supervisor answers; unreachable when it ended without a word (its container's record
/// may tell more); io.
Result<AttachResult> attach_session(sys::Fd connection, const Terminal& terminal, AttachOptions options = {});

/// The size of the first of the caller's streams that is a terminal and knows it.
std::optional<sys::WindowSize> caller_size(const Terminal& terminal);

/// Waits until the process runs, as with exec_is_detached. The result says by which signal the caller
/// is to end, if one came meanwhile. Errors: as attach_session(); interrupted when another command ended its start.
Result<AttachResult> wait_until_attached(const sys::Fd& connection, AttachOptions options = {});

}  // namespace skiff::engine
