#pragma once

#include <cstddef>
#include <string_view>

#include <skiff/base/result.hpp>

namespace skiff::engine {

/// Writes to a descriptor that the caller owns (standard output) without waiting in write(2), although its O_NONBLOCK is off
/// and must stay so: the flag belongs to every process that shares the open file, the caller's shell too. What is written to
/// descriptor -1 is dropped.
class StreamWriter {
 public:
  explicit StreamWriter(int fd);

  int fd() const { return fd_; }
  /// After poll(2) said POLLOUT: bytes taken, at least 0. Errors: io (with EPIPE: the reader is gone).
  Result<std::size_t> write_some(std::string_view bytes);
  /// Everything, waiting where it must.
  Result<void> write_all(std::string_view bytes);

 private:
  enum class Kind { none, socket, pipe, terminal, file };
  int fd_;
  Kind kind_ = Kind::file;
  bool has_nowait_ = true;  ///< RWF_NOWAIT on pipes (6.5); found out by trying
};

}  // namespace skiff::engine
