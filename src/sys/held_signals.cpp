#include <skiff/sys/held_signals.hpp>

#include <cerrno>

namespace skiff::sys {

HeldSignals::HeldSignals() {
  sigemptyset(&held_);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction action {};
    if (sigaction(signal, nullptr, &action) == 0 && action.sa_handler != SIG_IGN) sigaddset(&held_, signal);
  }
  sigprocmask(SIG_BLOCK, &held_, &former_);
}

HeldSignals::~HeldSignals() { sigprocmask(SIG_SETMASK, &former_, nullptr); }

Result<void> HeldSignals::check() const {
  sigset_t waiting;
  if (sigpending(&waiting) != 0) return {};
  for (const int signal : {SIGINT, SIGTERM, SIGHUP})
    if (sigismember(&held_, signal) == 1 && sigismember(&waiting, signal) == 1)
      return fail(ErrorKind::interrupted, "it was interrupted");
  return {};
}

}  // namespace skiff::sys
