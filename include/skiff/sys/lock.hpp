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
enum class LockByte : std::uint8_t { first, second, third };

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

  const Fd& fd() const { return fd_; }
  Fd release() && { return std::move(fd_); }

 private:
  explicit FileLock(Fd fd) : fd_(std::move(fd)) {}
  Fd fd_;
};

/// Whether any process holds an exclusive lock on `name` in `directory`; takes nothing (F_OFD_GETLK).
/// A missing file is not locked.
Result<bool> is_locked(const Fd& directory, const std::string& name, LockByte byte = LockByte::first);

/// Locks a file or directory itself (flock(2)), at once and alone; false if another holds it. Nothing has to be made for it, and
/// it goes away with the file. Held until unlock_file(), or until the last copy of the descriptor is closed.
Result<bool> try_lock_file(const Fd& file);
void unlock_file(const Fd& file);

}  // namespace skiff::sys
