#include <skiff/sys/terminal.hpp>

#include <cerrno>
#include <csignal>
#include <sys/ioctl.h>
#include <unistd.h>

namespace skiff::sys {

bool is_terminal(int fd) {
  const int saved = errno;
  const bool is = isatty(fd) == 1;
  errno = saved;
  return is;
}

std::optional<WindowSize> window_size(int fd) {
  winsize size{};
  if (ioctl(fd, TIOCGWINSZ, &size) != 0 || (size.ws_row == 0 && size.ws_col == 0)) return std::nullopt;
  return WindowSize{size.ws_row, size.ws_col};
}

Result<void> set_window_size(const Fd& terminal, WindowSize size) {
  winsize wanted{};
  wanted.ws_row = size.rows;
  wanted.ws_col = size.columns;
  if (ioctl(terminal.get(), TIOCSWINSZ, &wanted) != 0) return fail_errno(errno, "cannot set the size of a terminal");
  return {};
}

Result<RawMode> RawMode::enter(int fd) {
  termios saved{};
  if (tcgetattr(fd, &saved) != 0) return fail_errno(errno, "cannot read the mode of the terminal");
  termios raw = saved;
  cfmakeraw(&raw);
  if (tcsetattr(fd, TCSANOW, &raw) != 0) return fail_errno(errno, "cannot make the terminal raw");
  return RawMode(fd, saved);
}

void RawMode::restore() {
  if (fd_ < 0) return;
  const int saved = errno;
  // Blocked, SIGTTOU does not stop a process that has gone to the background meanwhile: tcsetattr(3) then just works.
  sigset_t output_signal;
  sigset_t before;
  sigemptyset(&output_signal);
  sigaddset(&output_signal, SIGTTOU);
  sigprocmask(SIG_BLOCK, &output_signal, &before);
  tcsetattr(std::exchange(fd_, -1), TCSANOW, &saved_);
  sigprocmask(SIG_SETMASK, &before, nullptr);
  errno = saved;
}

}  // namespace skiff::sys
