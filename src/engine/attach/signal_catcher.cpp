#include "signal_catcher.hpp"

#include <cerrno>
#include <sys/signalfd.h>
#include <unistd.h>

namespace skiff::engine {

namespace {

constexpr int caught[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGTERM, SIGUSR1,   SIGUSR2, SIGALRM,
                          SIGCONT, SIGTSTP, SIGIO,   SIGPWR,  SIGVTALRM, SIGPROF, SIGWINCH};

/// Unless the caller ignores it: blocked, an ignored signal would reach the signalfd all the same.
/// SIGWINCH and SIGCONT act without a handler.
void add_handled(sigset_t& handled, int number) {
  struct sigaction action {};
  if (sigaction(number, nullptr, &action) == 0 && action.sa_handler != SIG_IGN) sigaddset(&handled, number);
}

}  // namespace

Result<SignalCatcher> SignalCatcher::make() {
  sigset_t handled;
  sigemptyset(&handled);
  for (const int number : caught) add_handled(handled, number);
  for (int number = SIGRTMIN; number <= SIGRTMAX; ++number) add_handled(handled, number);
  return take(handled);
}

Result<SignalCatcher> SignalCatcher::make_for_end() {
  sigset_t handled;
  sigemptyset(&handled);
  for (const int number : caught)
    if (is_end(number)) add_handled(handled, number);
  return take(handled);
}

Result<SignalCatcher> SignalCatcher::take(sigset_t handled) {
  SignalCatcher catcher;
  catcher.fd_ = sys::Fd(signalfd(-1, &handled, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!catcher.fd_.is_open()) return fail_errno(errno, "cannot make a signal descriptor");
  struct sigaction ignored {};
  ignored.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &ignored, &catcher.pipe_action_);
  sigprocmask(SIG_BLOCK, &handled, &catcher.mask_);
  catcher.is_active_ = true;
  return catcher;
}

SignalCatcher::SignalCatcher(SignalCatcher&& other) noexcept
    : fd_(std::move(other.fd_)),
      mask_(other.mask_),
      pipe_action_(other.pipe_action_),
      is_active_(std::exchange(other.is_active_, false)) {}

std::optional<int> SignalCatcher::take() {
  signalfd_siginfo info{};
  if (read(fd_.get(), &info, sizeof info) != sizeof info) return std::nullopt;
  return static_cast<int>(info.ssi_signo);
}

void SignalCatcher::restore() {
  if (!std::exchange(is_active_, false)) return;
  sigaction(SIGPIPE, &pipe_action_, nullptr);
  sigprocmask(SIG_SETMASK, &mask_, nullptr);
}

bool SignalCatcher::is_proxied(int number) { return number != SIGWINCH && number != SIGTSTP; }

}  // namespace skiff::engine
