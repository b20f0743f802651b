#include <skiff/sys/fd.hpp>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace skiff::sys {

void Fd::close() {
  if (number_ < 0) return;
  const int saved = errno;
  ::close(std::exchange(number_, -1));
  errno = saved;
}

Result<Fd> Fd::duplicate() const {
  Fd copy(fcntl(number_, F_DUPFD_CLOEXEC, 3));
  if (!copy.is_open()) return fail_errno(errno, "cannot duplicate a file descriptor");
  return copy;
}

Result<FdPair> make_pipe(int flags) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC | flags) != 0) return fail_errno(errno, "cannot make a pipe");
  return FdPair{Fd(ends[0]), Fd(ends[1])};
}

Result<FdPair> make_socket_pair(int type) {
  int ends[2];
  if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends) != 0) return fail_errno(errno, "cannot make a socket pair");
  return FdPair{Fd(ends[0]), Fd(ends[1])};
}

Result<void> set_nonblocking(const Fd& fd, bool is_nonblocking) {
  const int flags = fcntl(fd.get(), F_GETFL);
  if (flags < 0) return fail_errno(errno, "cannot read the flags of a file descriptor");
  const int wanted = is_nonblocking ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
  if (wanted != flags && fcntl(fd.get(), F_SETFL, wanted) != 0)
    return fail_errno(errno, "cannot set the flags of a file descriptor");
  return {};
}

Result<void> write_all(const Fd& fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd.get(), bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return fail_errno(errno, "cannot write");
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<std::size_t> read_some(const Fd& fd, std::span<char> buffer) {
  while (true) {
    const ssize_t count = read(fd.get(), buffer.data(), buffer.size());
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) return fail_errno(errno, "cannot read");
  }
}

Result<std::string> read_all(const Fd& fd, std::size_t limit) {
  std::string text;
  std::size_t step = 4096;
  while (true) {
    const std::size_t size = text.size();
    Result<std::size_t> count = 0;
    // Not cleared first: only the pages that are read into are touched.
    text.resize_and_overwrite(std::min(size + step, limit + 1), [&](char* bytes, std::size_t room) {
      count = read_some(fd, std::span(bytes + size, room - size));
      return size + count.value_or(0);
    });
    if (!count) return std::unexpected(std::move(count).error());
    if (*count == 0) return text;
    if (text.size() > limit) return fail(ErrorKind::no_space, "larger than the limit of {} bytes", limit);
    step = std::min<std::size_t>(step * 2, 1 << 20);
  }
}

void close_all_except(std::span<int> keep) {
  std::ranges::sort(keep);
  unsigned next = 3;
  for (const int number : keep) {
    if (number < 0 || static_cast<unsigned>(number) < next) continue;
    const auto kept = static_cast<unsigned>(number);
    if (kept > next) syscall(SYS_close_range, next, kept - 1, 0);
    next = kept + 1;
  }
  syscall(SYS_close_range, next, ~0U, 0);
}

std::string fd_path(const Fd& fd) { return fmt::format("/proc/self/fd/{}", fd.get()); }

}  // namespace skiff::sys
