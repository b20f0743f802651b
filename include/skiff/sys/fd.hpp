#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <skiff/base/result.hpp>

namespace skiff::sys {

/// Owner of one file descriptor, born close-on-exec. No implicit conversions; get() only where a system call needs it.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int number) : number_(number) {}
  Fd(Fd&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    if (this != &other) {
      close();
      number_ = std::exchange(other.number_, -1);
    }
    return *this;
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd() { close(); }

  int get() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  /// Gives the number away; the caller closes it.
  [[nodiscard]] int release() { return std::exchange(number_, -1); }
  /// Keeps errno.
  void close();
  /// A second descriptor of the same open file description, close-on-exec and not below 3.
  Result<Fd> duplicate() const;

 private:
  int number_ = -1;
};

/// Both ends of a pipe or socket pair.
struct FdPair {
  Fd first;   ///< the reading end of a pipe
  Fd second;  ///< the writing end of a pipe
};

/// pipe2(O_CLOEXEC | flags).
Result<FdPair> make_pipe(int flags = 0);
/// socketpair(AF_UNIX, type | SOCK_CLOEXEC); `type` is SOCK_STREAM or SOCK_SEQPACKET.
Result<FdPair> make_socket_pair(int type);
Result<void> set_nonblocking(const Fd& fd, bool is_nonblocking);

/// Writes all bytes to a file or pipe, waiting where it must.
Result<void> write_all(const Fd& fd, std::string_view bytes);
/// Reads up to the end, at most `limit` bytes; more is an error of kind no_space.
Result<std::string> read_all(const Fd& fd, std::size_t limit);
/// One read(2), EINTR retried; 0 at the end.
Result<std::size_t> read_some(const Fd& fd, std::span<char> buffer);

/// Closes every descriptor from 3 up except `keep`. Async-signal-safe apart from sorting `keep` in place.
void close_all_except(std::span<int> keep);

/// "/proc/self/fd/N", for system calls that take only a path.
std::string fd_path(const Fd& fd);

}  // namespace skiff::sys
