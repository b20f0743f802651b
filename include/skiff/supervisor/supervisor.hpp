#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include <skiff/base/result.hpp>
#include <skiff/supervisor/log_writer.hpp>
#include <skiff/supervisor/protocol.hpp>
#include <skiff/sys/event_loop.hpp>
#include <skiff/sys/fd.hpp>
#include <skiff/sys/process.hpp>

/// The loop that outlives `run -d`: reads the container's streams, writes its log, serves the attach socket, reaps.
/// Runs in: supervisor.
namespace skiff::supervisor {

/// A started process with the supervisor's ends of its streams. With a terminal the other three are not open; without
/// -i `input` is not. The supervisor makes them nonblocking.
struct Child {
  sys::Process process;
  sys::Fd input;     ///< writing end
  sys::Fd output;    ///< reading end
  sys::Fd error;     ///< reading end
  sys::Fd terminal;  ///< master
};

/// An exec under way: a launcher process (reaped by the supervisor) that reports on a socket or pipe. Whose client goes away
/// before the report, that exec is ended: launcher and process get SIGKILL.
struct PendingExec {
  sys::Process launcher;
  sys::Fd report;  ///< readable, or at its end, when finish_exec() may be called
  sys::SharedPid started;  ///< the process that it has cloned, a child of the supervisor
};

/// What the engine does for its supervisor. All calls come from inside the loop and must not wait.
class Owner {
 public:
  virtual ~Owner() = default;
  /// SIGTERM came for the supervisor: begin the stop sequence (signal, timer, SIGKILL).
  virtual void stop_asked() = 0;
  /// Starts a launcher for the request (a file with JSON of max_exec_request at most, its offset at 0).
  virtual Result<PendingExec> begin_exec(sys::Fd request) = 0;
  /// The report came (or the launcher died): the running child, or the error for the client. Must not wait long: the
  /// report is there.
  virtual Result<Child> finish_exec(const PendingExec& pending) = 0;
  /// The container's first process has ended (and was reaped); its output may still come. For stopping timers.
  virtual void process_ended(const sys::ExitStatus& status) = 0;
  /// All output is in the log. Here the exit record is written and an --rm container hidden. Right after it the clients
  /// get `exit` and the listener is closed; run() returns only when the lossless ones have taken their last bytes, so
  /// an owner that wants the container startable at once also lets go of the `alive` lock here.
  virtual void output_drained(const sys::ExitStatus& status) = 0;
};

struct SupervisorOptions {
  sys::Fd listener;            ///< sys::listen_at(runtime directory, attach_socket_name); closed: nothing else connects
  bool has_container = true;   ///< false: execs alone are served, and run() returns with the last one
  LogWriter log;
  bool has_terminal = false;   ///< what clients that attach before start() are told
};

/// Makes this forked process a supervisor: own session, subreaper, "/" as directory, standard streams on /dev/null,
/// SIGPIPE and SIGXFSZ ignored, every other signal at its default, every descriptor closed but `keep` (sorted in place). Blocks SIGTERM, SIGINT, SIGHUP and SIGCHLD for
/// the signalfd of Supervisor::make(): **a process forked from here must reset mask and SIGPIPE before it executes
/// anything** (restore_signals()).
Result<void> become_supervisor(std::span<int> keep);
/// For a fork of the supervisor: no signal blocked, SIGPIPE back to default. Async-signal-safe.
void restore_signals();

using ExecDone = std::move_only_function<void(const Result<sys::ExitStatus>&)>;

class Supervisor {
 public:
  /// `owner` outlives it.
  static Result<std::unique_ptr<Supervisor>> make(SupervisorOptions options, Owner& owner);
  ~Supervisor();
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  /// For the owner's own descriptors and timers.
  sys::EventLoop& loop();
  /// Takes the other end of a SOCK_SEQPACKET pair as a client that has said hello and attach with these flags already:
  /// the CLI of run and start -a, which so sees the first byte. Before start(). It is sent `attached` as any other.
  Result<void> adopt(sys::Fd connection, std::uint32_t attach_flags);
  /// The container runs: serve it. Once.
  Result<void> start(Child container);
  /// Begins an exec (Owner::begin_exec()) for a client that needs to say nothing more: it is answered as to `exec`.
  Result<void> adopt_exec(sys::Fd connection, sys::Fd request, std::uint32_t flags);
  /// Begins one for the owner itself; its output goes nowhere. `done` is told its end, or why it did not start.
  Result<void> exec(sys::Fd request, ExecDone done);
  /// A signal for the container's first process.
  Result<void> signal(int number);
  /// Reaps another child of the owner's (not the container, not launchers) and tells its end. Children that nobody
  /// names are orphans: they are reaped silently.
  Result<void> watch_child(sys::Process process, std::move_only_function<void(const sys::ExitStatus&)> ended);

  /// Until the container has ended, its output is drained, and clients were told. Errors: io (epoll).
  Result<void> run();

 private:
  class Loop;
  explicit Supervisor(std::unique_ptr<Loop> loop);
  std::unique_ptr<Loop> loop_;
};

}  // namespace skiff::supervisor
