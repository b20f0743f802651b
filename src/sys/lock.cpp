#include <skiff/sys/lock.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skiff/sys/rooted.hpp>

namespace skiff::sys {

namespace {

struct flock lock_of(LockMode mode, LockByte byte) {
  struct flock lock{};
  lock.l_start = static_cast<off_t>(byte);
  lock.l_len = 1;
  lock.l_type = mode == LockMode::shared ? F_RDLCK : F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

Result<Fd> open_lock_file(const Fd& directory, const std::string& name) {
  Fd fd(openat(directory.get(), name.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600));
  if (!fd.is_open()) return fail_errno(errno, "cannot open lock {}", name);
  return fd;
}

/// True if taken, false if another holds it.
Result<bool> set_lock(const Fd& fd, LockMode mode, LockByte byte) {
  while (true) {
    struct flock lock = lock_of(mode, byte);
    if (fcntl(fd.get(), F_OFD_SETLK, &lock) == 0) return true;
    if (errno == EAGAIN || errno == EACCES) return false;
    if (errno != EINTR) return fail_errno(errno, "cannot lock");
  }
}

/// Tries again and again. `directory` is of the object that is locked by the lock of this name.
template <typename Try>
Result<FileLock> take_patiently(const Fd& directory, std::string_view name, std::chrono::milliseconds patience,
                                const Try& try_once) {
  const auto begin = std::chrono::steady_clock::now();
  while (true) {
    TRY_ASSIGN(auto lock, try_once());
    if (lock) return *std::move(lock);
    struct stat status {};
    if (fstat(directory.get(), &status) == 0 && status.st_nlink == 0)
      return fail(ErrorKind::not_found, "the object of lock {} was removed", name);
    const std::chrono::nanoseconds waited = std::chrono::steady_clock::now() - begin;
    if (waited >= patience)
      return fail(ErrorKind::timed_out, "another process is working on it and holds {}", name);
    // A blocking F_OFD_SETLKW has no deadline. Pauses that grow with the wait add an eighth to it at most, and keep the machine idle.
    const auto pause = std::clamp<std::chrono::nanoseconds>(waited / 8, std::chrono::microseconds(50), std::chrono::milliseconds(5));
    const timespec wait{0, pause.count()};
    nanosleep(&wait, nullptr);
  }
}

}  // namespace

Result<std::optional<FileLock>> FileLock::try_take(const Fd& directory, const std::string& name, LockMode mode,
                                                    LockByte byte) {
  TRY_ASSIGN(Fd fd, open_lock_file(directory, name));
  TRY_ASSIGN(const bool is_taken, set_lock(fd, mode, byte));
  // A removed object's lock must not be taken for its successor's.
  if (!is_taken || !is_at(fd, directory, name)) return std::optional<FileLock>();
  return std::optional<FileLock>(FileLock(std::move(fd)));
}

Result<FileLock> FileLock::take(const Fd& directory, const std::string& name, LockMode mode,
                                std::chrono::milliseconds patience, LockByte byte) {
  return take_patiently(directory, name, patience, [&] { return try_take(directory, name, mode, byte); });
}

Result<bool> is_locked(const Fd& directory, const std::string& name, LockByte byte) {
  const Fd fd(openat(directory.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  if (!fd.is_open()) {
    if (errno == ENOENT) return false;
    return fail_errno(errno, "cannot open lock {}", name);
  }
  struct flock lock = lock_of(LockMode::shared, byte);
  if (fcntl(fd.get(), F_OFD_GETLK, &lock) != 0) return fail_errno(errno, "cannot probe lock {}", name);
  return lock.l_type != F_UNLCK;
}

Result<bool> try_lock_file(const Fd& file) {
  while (flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return false;
    if (errno != EINTR) return fail_errno(errno, "cannot lock a file");
  }
  return true;
}

void unlock_file(const Fd& file) { (void)flock(file.get(), LOCK_UN); }

}  // namespace skiff::sys
