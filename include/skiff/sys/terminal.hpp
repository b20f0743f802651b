#pragma once

#include <optional>

#include <termios.h>

#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>

/// The caller's terminal and the size of any (termios(3), ioctl_tty(2)). Descriptors are numbers here because the
/// caller's standard streams are the caller's own.
namespace skiff::sys {

struct WindowSize {
  std::uint16_t rows = 0;
  std::uint16_t columns = 0;
  bool operator==(const WindowSize&) const = default;
};

bool is_terminal(int fd);
/// Nothing if `fd` is no terminal or knows no size.
std::optional<WindowSize> window_size(int fd);
Result<void> set_window_size(const Fd& terminal, WindowSize size);

/// Raw mode of the caller's terminal for as long as it lives. It restores what it found, waiting for no output
/// (TCSANOW): a frozen terminal must not hold the CLI.
class RawMode {
 public:
  static Result<RawMode> enter(int fd);
  RawMode(RawMode&& other) noexcept : fd_(std::exchange(other.fd_, -1)), saved_(other.saved_) {}
  RawMode& operator=(RawMode&&) = delete;
  ~RawMode() { restore(); }
  void restore();

 private:
  RawMode(int fd, const termios& saved) : fd_(fd), saved_(saved) {}
  int fd_ = -1;
  termios saved_{};
};

}  // namespace skiff::sys
