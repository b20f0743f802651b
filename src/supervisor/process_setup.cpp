#include <csignal>
#include <cerrno>
#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <skiff/supervisor/supervisor.hpp>

#include "handled_signals.hpp"

namespace skiff::supervisor {

Result<void> become_supervisor(std::span<int> keep) {
  if (setsid() < 0) return fail_errno(errno, "cannot start a session");
  if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0) return fail_errno(errno, "cannot become a subreaper");
  if (chdir("/") != 0) return fail_errno(errno, "cannot change to /");
  // What the caller ignores is no matter of the container's program, and a SIGCHLD inherited as ignored would leave no status to be
  // read. Here and not before each exec: a start's supervisor waits at this moment, its first process would be waited for.
  for (int number = 1; number <= 64; ++number) std::signal(number, SIG_DFL);
  // SIGXFSZ: a file size limit of the caller must not end the supervisor over its log.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  const sigset_t handled = handled_signals();
  if (sigprocmask(SIG_SETMASK, &handled, nullptr) != 0) return fail_errno(errno, "cannot block signals");
  sys::Fd nowhere(open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!nowhere.is_open()) return fail_errno(errno, "cannot open /dev/null");
  TRY_ASSIGN(const sys::Fd above, nowhere.duplicate());
  if (nowhere.get() < 3) (void)nowhere.release();  // a caller without standard streams: dup2 below replaces it
  for (const int number : {0, 1, 2})
    if (dup2(above.get(), number) < 0) return fail_errno(errno, "cannot leave the caller's standard streams");
  sys::close_all_except(keep);
  return {};
}

void restore_signals() {
  std::signal(SIGPIPE, SIG_DFL);
  std::signal(SIGXFSZ, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

}  // namespace skiff::supervisor
