#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>

/// Open file description locks (fcntl(2) F_OFD_SETLK, 3.15) on files that are never unlinked while they can be taken.
/// The lock belongs to the open file description: a forked copy of the descriptor holds it too.
namespace skiff::sys {

enum class LockMode { shared, exclusive };

/// One file can be several locks: the n-th is that of its n-th byte, which need not be there.
enum class LockByte : std::uint8_t { first, second };

/// Owner of a held lock; released when destroyed (if no forked copy of the descriptor lives).
class FileLock {
 public:
  /// Opens (makes, mode 0600) `name` in `directory` and takes the lock, waiting at most `patience`.
  /// Descriptor and path are compared after taking it, so that a lock on a removed object is not_found.
  /// Errors: timed_out (another process holds it), not_found (the directory went away), io.
  static Result<FileLock> take(const Fd& directory, const std::string& name, LockMode mode,
                               std::chrono::milliseconds patience, LockByte byte = LockByte::first);
  /// Takes it at once or gives nothing.
  static Result<std::optional<FileLock>> try_take(const Fd& directory, const std::string& name, LockMode mode,
                                                  LockByte byte = LockByte::first);

  /// The same for a directory itself (flock(2), which takes a directory): nothing has to be made in it, and it goes away
  /// with it. For directories that are made or emptied; only the one that waits sees that it was removed.
  static Result<std::optional<FileLock>> try_take_directory(const Fd& directory, LockMode mode);
  static Result<FileLock> take_directory(const Fd& directory, LockMode mode, std::chrono::milliseconds patience);

  const Fd& fd() const { return fd_; }
  Fd release() && { return std::move(fd_); }

 private:
  explicit FileLock(Fd fd) : fd_(std::move(fd)) {}
  Fd fd_;
};

/// Whether any process holds an exclusive lock on `name` in `directory`; takes nothing (F_OFD_GETLK).
/// A missing file is not locked.
Result<bool> is_locked(const Fd& directory, const std::string& name, LockByte byte = LockByte::first);

}  // namespace skiff::sys
