#include <skiff/sys/directory_watch.hpp>

#include <cerrno>
#include <cstring>
#include <sys/inotify.h>
#include <unistd.h>

namespace skiff::sys {

Result<DirectoryWatch> DirectoryWatch::make() {
  Fd fd(inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  if (!fd.is_open()) {
    if (errno == EMFILE) return fail(ErrorKind::no_space, "no further inotify instance is allowed (fs.inotify.max_user_instances)");
    return fail_errno(errno, "cannot watch directories");
  }
  return DirectoryWatch(std::move(fd));
}

Result<int> DirectoryWatch::add(const Fd& directory, Changes changes) {
  const std::uint32_t more = changes == Changes::contents ? IN_CREATE | IN_MODIFY : 0;
  // By /proc/self/fd: the inode is watched whatever it is called, also if it was renamed meanwhile.
  const int number = inotify_add_watch(fd_.get(), fd_path(directory).c_str(),
                                       IN_MOVED_TO | IN_DELETE | IN_MOVE_SELF | IN_DELETE_SELF | IN_ONLYDIR | more);
  if (number < 0) return fail_errno(errno, "cannot watch a directory");
  return number;
}

Result<std::vector<int>> DirectoryWatch::changed() {
  std::vector<int> numbers;
  alignas(inotify_event) char buffer[8192];
  while (true) {
    const ssize_t count = read(fd_.get(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno != EAGAIN) return fail_errno(errno, "cannot read what changed in a directory");
    if (count <= 0) return numbers;
    for (ssize_t at = 0; at < count;) {
      inotify_event event{};
      std::memcpy(&event, buffer + at, sizeof event);
      if (std::ranges::find(numbers, event.wd) == numbers.end()) numbers.push_back(event.wd);
      at += static_cast<ssize_t>(sizeof event + event.len);
    }
  }
}

}  // namespace skiff::sys
