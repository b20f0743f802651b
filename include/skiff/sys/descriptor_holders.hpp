#pragma once

#include <chrono>
#include <optional>
#include <string>

#include <sys/types.h>

#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>

/// A descriptor that several processes of one user keep: what it refers to (a namespace) lives as long as one of them lives,
/// and any other finds it there, as /proc/PID/fd/N.
///
/// Each holder has a record lock (fcntl(2) F_SETLK) on one byte of a common file; the byte's offset says N, and F_GETLK says
/// the PID. The kernel takes the lock back when the process ends, so that the file, which is empty, is never wrong.
namespace skiff::sys {

class DescriptorHolders {
 public:
  DescriptorHolders() = default;
  /// The file, opened by another process.
  explicit DescriptorHolders(Fd file) : file_(std::move(file)) {}
  /// Opens (makes, mode 0600) the file `name` in `directory`.
  static Result<DescriptorHolders> open(const Fd& directory, const std::string& name);

  /// A copy of the descriptor of a living holder, the oldest first; nothing if there is none. A holder that does not let itself
  /// be looked into for `patience` is passed over: `closed` is why.
  Result<std::optional<Fd>> find(std::chrono::milliseconds patience, std::optional<Error>& closed) const;

  /// Makes this process a holder until it ends. It must keep `descriptor` under its number, and file() open; it must open and
  /// close the file in no other way (that would give the lock back).
  Result<void> add(const Fd& descriptor) const;
  const Fd& file() const { return file_; }

 private:
  struct Holder {
    pid_t pid = 0;  ///< 0 where it is in another pid namespace
    int number = -1;
    off_t offset = 0;
  };
  Result<std::optional<Holder>> holder_between(off_t start, off_t end) const;
  Result<bool> is_holding(const Holder& holder) const;
  Result<std::optional<Fd>> copy_of(const Holder& holder, std::chrono::milliseconds patience, std::optional<Error>& closed) const;
  Fd file_;
};

}  // namespace skiff::sys
