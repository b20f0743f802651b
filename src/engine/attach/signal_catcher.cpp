#include "signal_catcher.hpp"

#include <cerrno>
#include <sys/signalfd.h>
#include <unistd.h>

namespace skiff::engine {

namespace {

constexpr int caught[] = {SIGHUP,  SIGINT, SIGQUIT, SIGTERM,   SIGUSR1, SIGUSR2,  SIGALRM, SIGCONT,
                          SIGTSTP, SIGIO,  SIGPWR,  SIGVTALRM, SIGPROF, SIGWINCH, SIGABRT};

bool is_ignored_by_caller(int number) {
  struct sigaction action {};
  return sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

Result<SignalCatcher> SignalCatcher::make() {
  SignalCatcher catcher;
  sigset_t handled;
  sigemptyset(&handled);
  // Blocked, also an ignored signal reaches the signalfd.
  for (const int number : caught) sigaddset(&handled, number);
  for (int number = SIGRTMIN; number <= SIGRTMAX; ++number) sigaddset(&handled, number);
  TRY(catcher.catch_signals(handled));
  return catcher;
}

Result<SignalCatcher> SignalCatcher::make_for_end() {
  SignalCatcher catcher;
  sigset_t handled;
  sigemptyset(&handled);
  for (const int number : caught)
    if (is_end(number) && !is_ignored_by_caller(number)) sigaddset(&handled, number);
  TRY(catcher.catch_signals(handled));
  return catcher;
}

Result<void> SignalCatcher::catch_signals(const sigset_t& handled) {
  sigemptyset(&ignored_);
  for (const int number : caught)
    if (is_ignored_by_caller(number)) sigaddset(&ignored_, number);
  fd_ = sys::Fd(signalfd(-1, &handled, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!fd_.is_open()) return fail_errno(errno, "cannot make a signal descriptor");
  struct sigaction ignored {};
  ignored.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &ignored, &pipe_action_);
  sigprocmask(SIG_BLOCK, &handled, &mask_);
  is_active_ = true;
  return {};
}

SignalCatcher::SignalCatcher(SignalCatcher&& other) noexcept
    : fd_(std::move(other.fd_)),
      mask_(other.mask_),
      ignored_(other.ignored_),
      pipe_action_(other.pipe_action_),
      is_active_(std::exchange(other.is_active_, false)) {}

std::optional<CaughtSignal> SignalCatcher::take() {
  signalfd_siginfo info{};
  if (read(fd_.get(), &info, sizeof info) != sizeof info) return std::nullopt;
  const int number = static_cast<int>(info.ssi_signo);
  return CaughtSignal{number, info.ssi_code > 0, sigismember(&ignored_, number) == 1};
}

void SignalCatcher::restore() {
  if (!std::exchange(is_active_, false)) return;
  sigaction(SIGPIPE, &pipe_action_, nullptr);
  sigprocmask(SIG_SETMASK, &mask_, nullptr);
}

}  // namespace skiff::engine
