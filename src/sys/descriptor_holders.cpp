#include <skiff/sys/descriptor_holders.hpp>

#include <cerrno>
#include <ctime>
#include <fcntl.h>
#include <limits>
#include <unistd.h>
#include <vector>

namespace skiff::sys {

namespace {

/// A holder's byte is at pid * numbers + N: no two are at one place, so that each can be found beside the others.
constexpr off_t numbers = off_t{1} << 31;

struct flock lock_between(off_t start, off_t end) {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = start;
  lock.l_len = end - start;
  return lock;
}

}  // namespace

Result<DescriptorHolders> DescriptorHolders::open(const Fd& directory, const std::string& name) {
  Fd file(openat(directory.get(), name.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.is_open()) return fail_errno(errno, "cannot open {} of the store", name);
  return DescriptorHolders(std::move(file));
}

Result<void> DescriptorHolders::add(const Fd& descriptor) const {
  const off_t offset = off_t{getpid()} * numbers + descriptor.get();
  struct flock lock = lock_between(offset, offset + 1);
  if (fcntl(file_.get(), F_SETLK, &lock) != 0) return fail_errno(errno, "cannot register as a holder");
  return {};
}

Result<std::optional<DescriptorHolders::Holder>> DescriptorHolders::holder_between(off_t start, off_t end) const {
  struct flock lock = lock_between(start, end);
  if (fcntl(file_.get(), F_GETLK, &lock) != 0) return fail_errno(errno, "cannot look for a holder");
  if (lock.l_type == F_UNLCK) return std::optional<Holder>();
  return std::optional(Holder{lock.l_pid, static_cast<int>(lock.l_start % numbers), lock.l_start});
}

Result<bool> DescriptorHolders::is_holding(const Holder& holder) const {
  TRY_ASSIGN(const auto now, holder_between(holder.offset, holder.offset + 1));
  return now && now->pid == holder.pid;
}

Result<std::optional<Fd>> DescriptorHolders::copy_of(const Holder& holder, std::chrono::milliseconds patience,
                                                     std::optional<Error>& closed) const {
  if (holder.pid <= 0) return std::optional<Fd>();
  const std::string path = fmt::format("/proc/{}/fd/{}", holder.pid, holder.number);
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (true) {
    Fd copy(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    const int number = errno;
    // It still has the lock, so this was its descriptor, and not that of a later process of this pid.
    TRY_ASSIGN(const bool is_alive, is_holding(holder));
    if (!is_alive) return std::optional<Fd>();
    if (copy.is_open()) return std::optional<Fd>(std::move(copy));
    // A process cannot be looked into while it makes a container's first process, nor when it is about to end.
    if (std::chrono::steady_clock::now() >= deadline) {
      closed = Error(ErrorKind::denied, fmt::format("cannot look into process {} of a running container", holder.pid), number);
      return std::optional<Fd>();
    }
    const timespec pause{0, 500'000};
    nanosleep(&pause, nullptr);
  }
}

Result<std::optional<Fd>> DescriptorHolders::find(std::chrono::milliseconds patience, std::optional<Error>& closed) const {
  struct Range {
    off_t start;
    off_t end;
  };
  std::vector<Range> ranges{{0, std::numeric_limits<off_t>::max()}};
  while (!ranges.empty()) {
    const Range range = ranges.back();
    TRY_ASSIGN(const auto holder, holder_between(range.start, range.end));
    ranges.pop_back();
    if (!holder) continue;
    TRY_ASSIGN(auto copy, copy_of(*holder, patience, closed));
    if (copy) return copy;
    if (holder->offset > range.start) ranges.push_back({range.start, holder->offset});
    if (holder->offset + 1 < range.end) ranges.push_back({holder->offset + 1, range.end});
  }
  return std::optional<Fd>();
}

}  // namespace skiff::sys
