#include "stream_writer.hpp"

#include <cerrno>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

namespace skiff::engine {

StreamWriter::StreamWriter(int fd) : fd_(fd) {
  if (fd < 0) kind_ = Kind::none;
  struct stat status {};
  if (fstat(fd, &status) != 0) return;
  if (S_ISSOCK(status.st_mode)) kind_ = Kind::socket;
  if (S_ISFIFO(status.st_mode)) kind_ = Kind::pipe;
  if (S_ISCHR(status.st_mode) && isatty(fd) == 1) kind_ = Kind::terminal;
}

Result<std::size_t> StreamWriter::write_some(std::string_view bytes) {
  // A pipe that poll(2) calls writable takes PIPE_BUF bytes without waiting; a terminal some hundred. Files never wait.
  constexpr std::size_t sure_size = 4096;
  if (kind_ == Kind::none) return bytes.size();
  ssize_t count = -1;
  if (kind_ == Kind::socket) {
    count = send(fd_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  } else if (kind_ == Kind::pipe && has_nowait_) {
    const iovec part{const_cast<char*>(bytes.data()), bytes.size()};
    count = pwritev2(fd_, &part, 1, -1, RWF_NOWAIT);
    if (count < 0 && (errno == EOPNOTSUPP || errno == EINVAL || errno == ENOSYS)) {
      has_nowait_ = false;
      return write_some(bytes);
    }
  } else {
    count = write(fd_, bytes.data(), kind_ == Kind::file ? bytes.size() : std::min(bytes.size(), sure_size));
  }
  if (count >= 0) return static_cast<std::size_t>(count);
  if (errno == EINTR || errno == EAGAIN) return 0;
  return fail_errno(errno, "cannot write to standard {}", fd_ == 2 ? "error" : "output");
}

Result<void> StreamWriter::write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    pollfd writable{fd_, POLLOUT, 0};
    if (poll(&writable, 1, -1) < 0 && errno != EINTR) return fail_errno(errno, "cannot wait for standard output");
    TRY_ASSIGN(const std::size_t count, write_some(bytes));
    bytes.remove_prefix(count);
  }
  return {};
}

}  // namespace skiff::engine
