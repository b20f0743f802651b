#pragma once

#include <csignal>
#include <optional>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>

namespace skiff::engine {

/// Takes the signals of a CLI that is attached, as events instead of deaths, for as long as it lives. Signals that the
/// caller ignores (nohup) stay ignored. SIGPIPE is ignored.
class SignalCatcher {
 public:
  static Result<SignalCatcher> make();
  /// Takes those alone by which a person or a service manager ends a command (is_end()).
  static Result<SignalCatcher> make_for_end();
  SignalCatcher(SignalCatcher&& other) noexcept;
  SignalCatcher& operator=(SignalCatcher&&) = delete;
  ~SignalCatcher() { restore(); }

  const sys::Fd& fd() const { return fd_; }
  /// The next signal that came; does not wait.
  std::optional<int> take();
  /// Signals act as before from now on.
  void restore();

  /// Whether it goes to the container: not the terminal's own (SIGWINCH) and not those of job control.
  static bool is_proxied(int number);
  /// Whether by it a person or a service manager ends a command: it takes back what the command has begun.
  static bool is_end(int number) { return number == SIGINT || number == SIGTERM || number == SIGHUP || number == SIGQUIT; }
  /// Whether it ends a process that does nothing about it.
  static bool is_deadly(int number) { return number != SIGWINCH && number != SIGCONT && number != SIGTSTP; }

 private:
  static Result<SignalCatcher> take(sigset_t handled);
  SignalCatcher() = default;
  sys::Fd fd_;
  sigset_t mask_{};
  struct sigaction pipe_action_ {};
  bool is_active_ = false;
};

}  // namespace skiff::engine
