#include "terminal.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace skiff::cli {

Result<void> prepare_standard_streams() {
  for (int descriptor = 0; descriptor <= standard_error; ++descriptor) {
    if (fcntl(descriptor, F_GETFD) >= 0) continue;
    // The lowest free number is this very one.
    if (open("/dev/null", descriptor == standard_input ? O_RDONLY : O_WRONLY) != descriptor)
      return fail_errno(errno, "cannot open /dev/null for a closed standard stream");
  }
  signal(SIGPIPE, SIG_IGN);
  return {};
}

void end_by_signal(int number) {
  signal(number, SIG_DFL);
  raise(number);
  _exit(128 + number);
}

void suspend() { raise(SIGSTOP); }

bool is_terminal(int descriptor) { return isatty(descriptor) == 1; }

TerminalSize terminal_size(int descriptor) {
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return {};
  return {size.ws_row, size.ws_col};
}

int text_width() {
  const int columns = terminal_size(standard_output).columns;
  return columns == 0 ? 80 : std::clamp(columns, 40, 120);
}

Result<void> write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {
      pollfd waiting{descriptor, POLLOUT, 0};
      poll(&waiting, 1, -1);
    } else if (errno != EINTR) {
      return fail_errno(errno, "cannot write to {}",
                        descriptor == standard_output ? "standard output" : "standard error");
    }
  }
  return {};
}

}  // namespace skiff::cli
