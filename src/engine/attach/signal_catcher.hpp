#pragma once

#include <csignal>
#include <optional>

#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>

namespace skiff::engine {

struct CaughtSignal {
  int number = 0;
  bool is_of_kernel = false;  ///< the terminal's (Ctrl-C, a change of size); else a process sent it
  bool is_ignored = false;    ///< the caller had it ignored (nohup, a script's background)
};

/// Takes the signals of a CLI that is attached, as events instead of deaths, for as long as it lives; also those that the
/// caller ignores. SIGPIPE is ignored.
class SignalCatcher {
 public:
  static Result<SignalCatcher> make();
  /// Takes those alone by which a person or a service manager ends a command (is_end()), unless the caller ignores them.
  static Result<SignalCatcher> make_for_end();
  SignalCatcher(SignalCatcher&& other) noexcept;
  SignalCatcher& operator=(SignalCatcher&&) = delete;
  ~SignalCatcher() { restore(); }

  const sys::Fd& fd() const { return fd_; }
  /// The next signal that came; does not wait.
  std::optional<CaughtSignal> take();
  /// Signals act as before from now on.
  void restore();

  /// Whether by it a person or a service manager ends a command: it takes back what the command has begun.
  static bool is_end(int number) { return number == SIGINT || number == SIGTERM || number == SIGHUP || number == SIGQUIT; }

 private:
  SignalCatcher() = default;
  Result<void> catch_signals(const sigset_t& handled);
  sys::Fd fd_;
  sigset_t mask_{};
  sigset_t ignored_{};  ///< by the caller
  struct sigaction pipe_action_ {};
  bool is_active_ = false;
};

}  // namespace skiff::engine
