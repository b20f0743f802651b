#include "steps.hpp"

#include <cstring>
#include <linux/magic.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#include "calls.hpp"

extern "C" int umount2(const char*, int);

namespace skiff::runtime::child {

namespace {

constexpr int detach_mount = 2;  // MNT_DETACH of umount2(2)
constexpr std::size_t path_limit = 4096;

int keep(Places& places, Slot slot, int fd) noexcept {
  places.slots[slot] = fd;
  return fd < 0 ? -1 : 0;
}

/// A path below the root on which links are being replaced by what they point to.
struct Walk {
  char path[path_limit];
  std::size_t end;   ///< of the part that is looked at
  std::size_t rest;  ///< where the next part begins
  int links;
};

/// Puts what the link `name` in `parent` points to in its place: from the root, or from where the link is. A link in an
/// image may point to what does not exist yet (/data -> /srv/data): then that is made, always inside the root.
int follow_link(int parent, std::size_t start, Walk& walk) noexcept {
  char target[path_limit];
  const ssize_t length = readlinkat(parent, walk.path + start, target, sizeof target);
  if (length <= 0 || ++walk.links > 40) {
    if (length > 0) errno = ELOOP;
    return -1;
  }
  const auto size = static_cast<std::size_t>(length);
  const std::size_t before = target[0] == '/' ? 0 : start;
  const std::size_t after = strlen(walk.path + walk.rest);
  if (before + size + 1 + after + 1 > path_limit) {
    errno = ENAMETOOLONG;
    return -1;
  }
  memmove(walk.path + before + size + 1, walk.path + walk.rest, after + 1);
  walk.path[before + size] = '/';
  memcpy(walk.path + before, target, size);
  return 0;
}

/// The part that is looked at, below its opened parent: a walk from the root for each part of a path of 2000 took seconds. What
/// has a link, or leads up, is opened from the root, out of which nothing leads.
int open_part(int root, int parent, std::size_t start, const Walk& walk, int kind) noexcept {
  const char* name = walk.path + start;
  if (strcmp(name, "..") != 0) {
    const int part = open_below(parent, name, kind, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
    if (part >= 0 || errno == ENOENT) return part;
  }
  return open_below(root, walk.path, kind, RESOLVE_IN_ROOT);
}

/// Makes what is missing of `path` below the root part by part, the last as a file if it shall be one. Every part is
/// opened in root, so that no link leads out of it.
int make_target(int root, const char* path, bool is_directory) noexcept {
  Walk walk{};
  const std::size_t length = strlen(path);
  if (length >= sizeof walk.path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  memcpy(walk.path, path, length + 1);
  int parent = open_below(root, ".", O_PATH | O_DIRECTORY, RESOLVE_IN_ROOT);
  std::size_t at = 0;
  while (parent >= 0) {
    while (walk.path[at] == '/') ++at;
    if (walk.path[at] == '\0') return parent;
    walk.end = at;
    while (walk.path[walk.end] != '\0' && walk.path[walk.end] != '/') ++walk.end;
    walk.rest = walk.end;
    while (walk.path[walk.rest] == '/') ++walk.rest;
    const bool is_last = walk.path[walk.rest] == '\0';
    const char kept = walk.path[walk.end];
    walk.path[walk.end] = '\0';
    const int kind = is_last && !is_directory ? O_PATH : O_PATH | O_DIRECTORY;
    int next = open_part(root, parent, at, walk, kind);
    if (next < 0 && errno == ENOENT) {
      if (follow_link(parent, at, walk) == 0) {
        close(parent);
        parent = open_below(root, ".", O_PATH | O_DIRECTORY, RESOLVE_IN_ROOT);
        at = 0;
        continue;
      }
      if (errno == ELOOP || errno == ENAMETOOLONG) return -1;
      const char* name = walk.path + at;
      int made = -1;
      if (is_last && !is_directory) {
        made = openat(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
        if (made >= 0) close(made);
      } else {
        made = mkdirat(parent, name, 0755);
      }
      if (made >= 0 || errno == EEXIST) next = open_part(root, parent, at, walk, kind);
    }
    const int saved = errno;
    close(parent);
    errno = saved;
    parent = next;
    walk.path[walk.end] = kept;
    at = walk.end;
  }
  return parent;
}

/// Opens where something is to be mounted; made if missing.
int open_target(int root, const Step& step) noexcept {
  const char* path = step.path;
  while (*path == '/') ++path;
  const int kind = step.is_directory ? O_PATH | O_DIRECTORY : O_PATH;
  const std::uint64_t resolve = step.is_link_refused ? RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS : RESOLVE_IN_ROOT;
  const int target = open_below(root, *path == '\0' ? "." : path, kind, resolve);
  if (target >= 0 || errno != ENOENT) return target;
  return make_target(root, path, step.is_directory);
}

/// Nothing comes over the container's proc or into it: a link of the image may lead there (CVE-2019-16884).
int check_target(int target) noexcept {
  struct statfs status {};
  if (fstatfs(target, &status) != 0) return -1;
  if (status.f_type != PROC_SUPER_MAGIC) return 0;
  errno = EPERM;
  return -1;
}

int attach_at(int mount, const Step& step, const Places& places) noexcept {
  const int target = open_target(places.slots[slot_root], step);
  if (target < 0) return -1;
  const int result = check_target(target) == 0 ? attach(mount, target) : -1;
  const int saved = errno;
  close(target);
  errno = saved;
  return result;
}

/// A file of the engine's is left out where its user mounted what is read-only, or another's, and lacks the place for it.
int attach_mount(const Step& step, Places& places) noexcept {
  if (attach_at(step.fd, step, places) != 0)
    return step.is_optional && (errno == EROFS || errno == EACCES || errno == EPERM) ? 0 : -1;
  if (step.slot != slot_root) places.slots[step.slot] = step.fd;
  return 0;
}

int make_file_system(const Step& step) noexcept {
  const int context = static_cast<int>(syscall(SYS_fsopen, step.type, FSOPEN_CLOEXEC));
  if (context < 0) return -1;
  for (std::size_t i = 0; i < step.parameter_count; ++i) {
    const Parameter& parameter = step.parameters[i];
    if (syscall(SYS_fsconfig, context, parameter.value == nullptr ? FSCONFIG_SET_FLAG : FSCONFIG_SET_STRING,
                parameter.key, parameter.value, 0) != 0)
      return -1;
  }
  if (syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) != 0) return -1;
  const long mount = syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, step.attributes);
  const int saved = errno;
  close(context);
  errno = saved;
  return static_cast<int>(mount);
}

int make_mount(const Step& step, Places& places) noexcept {
  const int mount = make_file_system(step);
  if (mount < 0) return step.is_optional ? 0 : -1;
  if (step.path != nullptr && attach_at(mount, step, places) != 0) return -1;
  if (step.slot != slot_root) return keep(places, step.slot, mount);
  close(mount);
  return 0;
}

int make_device(const Step& step, const Places& places) noexcept {
  const int directory = places.slots[step.slot];
  if (step.device != 0) return mknodat(directory, step.text, S_IFCHR | step.mode, step.device);
  // In a user namespace nodes cannot be made: the host's own is bound over an empty file.
  const int file = openat(directory, step.text, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
  if (file < 0) return -1;
  const int device = copy_mount(AT_FDCWD, step.path, 0);
  const int result = device < 0 ? -1 : attach(device, file);
  const int saved = errno;
  close(file);
  if (device >= 0) close(device);
  errno = saved;
  return result;
}

int make_empty_file_system() noexcept {
  static constexpr Parameter parameters[] = {{"size", "4k"}, {"nr_inodes", "2"}, {"mode", "0555"}};
  Step step;
  step.type = "tmpfs";
  step.parameters = parameters;
  step.parameter_count = 3;
  step.attributes = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;
  return make_file_system(step);
}

/// A mount that hides a directory: the first one is made, the others are copies of that. One that was never attached would
/// have its last descriptor closed at exec, which waits for the kernel's RCU.
int make_empty_directory(Places& places) noexcept {
  if (places.empty_directory >= 0) return copy_mount(places.empty_directory, "", AT_EMPTY_PATH);
  places.empty_directory = places.given_directory >= 0 ? places.given_directory : make_empty_file_system();
  return places.empty_directory;
}

/// A mount that hides a file: the first one is /dev/null, read-only, since in a user namespace it is the host's; the others
/// are copies of that.
int make_hidden_file(Places& places) noexcept {
  if (places.hidden_file >= 0) return copy_mount(places.hidden_file, "", AT_EMPTY_PATH);
  const int device = open_null_device(places, O_PATH);
  if (device < 0) return -1;
  const int mount = copy_mount(device, "", AT_EMPTY_PATH);
  close(device);
  if (mount < 0 || set_mount_attributes(mount, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC, 0) != 0) return -1;
  places.hidden_file = mount;
  return mount;
}

/// The target is opened below skiff's own mount of proc or sysfs, without following any link (CVE-2025-31133).
int mask(const Step& step, Places& places) noexcept {
  const int target =
      open_below(places.slots[step.slot], step.path, O_PATH, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
  if (target < 0) return errno == ENOENT || errno == ENOTDIR ? 0 : -1;
  struct stat status {};
  if (fstat(target, &status) != 0) return -1;
  const bool is_directory = S_ISDIR(status.st_mode);
  const int mount = is_directory ? make_empty_directory(places) : make_hidden_file(places);
  if (mount < 0) return -1;
  const int result = attach(mount, target);
  const int saved = errno;
  if (mount != places.empty_directory && mount != places.hidden_file) close(mount);
  close(target);
  errno = saved;
  return result;
}

int make_read_only(const Step& step, const Places& places) noexcept {
  const int target =
      open_below(places.slots[step.slot], step.path, O_PATH, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
  if (target < 0) return errno == ENOENT || errno == ENOTDIR ? 0 : -1;
  const int mount = copy_mount(target, "", AT_EMPTY_PATH | AT_RECURSIVE);
  if (mount < 0) return -1;
  int result = set_mount_attributes(mount, MOUNT_ATTR_RDONLY, AT_RECURSIVE);
  if (result == 0) result = attach(mount, target);
  const int saved = errno;
  close(mount);
  close(target);
  errno = saved;
  return result;
}

int write_sysctl(const Step& step, const Places& places) noexcept {
  const int file = open_below(places.slots[slot_proc], step.path, O_WRONLY, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
  if (file < 0) return step.is_optional ? 0 : -1;
  const std::size_t length = strlen(step.text);
  const ssize_t written = write(file, step.text, length);
  const int saved = errno;
  close(file);
  errno = saved;
  return written == static_cast<ssize_t>(length) || step.is_optional ? 0 : -1;
}

int attach_root(const Step& step, Places& places) noexcept {
  const int here = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (here < 0) return -1;
  const int result = attach(step.fd, here);
  close(here);
  places.slots[slot_root] = step.fd;
  return result;
}

/// pivot_root(2), NOTES: with "." twice the old root ends over the new one. It is taken off through a descriptor, until
/// nothing is left of it: umount2(2) takes the topmost of what is stacked there, and EINVAL says that it is no mount of
/// this namespace any more.
int enter_root(const Places& places) noexcept {
  const int old_root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (old_root < 0 || fchdir(places.slots[slot_root]) != 0) return -1;
  if (syscall(SYS_pivot_root, ".", ".") != 0) return -1;
  if (fchdir(old_root) != 0) return -1;
  for (int stacked = 0; umount2(".", detach_mount) == 0; ++stacked)
    if (stacked == 16) return -1;
  if (errno != EINVAL) return -1;
  close(old_root);
  return chdir("/");
}

int make_working_directory(const Step& step, const Places& places) noexcept {
  const int directory = open_target(places.slots[slot_root], step);
  if (directory < 0) return -1;
  close(directory);
  return 0;
}

}  // namespace

int open_null_device(const Places& places, int flags) noexcept {
  const bool is_own = places.slots[slot_dev] >= 0;
  // O_NONBLOCK: what a container put in its place may be a FIFO.
  const int device = open_below(places.slots[is_own ? slot_dev : slot_root], is_own ? "null" : "dev/null",
                                flags | ((flags & O_PATH) != 0 ? 0 : O_NONBLOCK | O_NOCTTY),
                                RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
  struct stat status {};
  if (device < 0 || fstat(device, &status) != 0) return -1;
  if (S_ISCHR(status.st_mode) && status.st_rdev == makedev(1, 3)) return device;
  close(device);
  errno = ENODEV;
  return -1;
}

int execute_step(const Step& step, Places& places) noexcept {
  switch (step.kind) {
    case StepKind::leave_cgroup_namespace:
      return unshare(CLONE_NEWCGROUP);
    case StepKind::set_hostname:
      return sethostname(step.text, strlen(step.text));
    case StepKind::attach_root:
      return attach_root(step, places);
    case StepKind::make_mount:
      return make_mount(step, places);
    case StepKind::attach_mount:
      return attach_mount(step, places);
    case StepKind::make_directory:
      return mkdirat(places.slots[step.slot], step.text, step.mode);
    case StepKind::make_link:
      return symlinkat(step.path, places.slots[step.slot], step.text);
    case StepKind::make_device:
      return make_device(step, places);
    case StepKind::mask:
      return mask(step, places);
    case StepKind::make_read_only:
      return make_read_only(step, places);
    case StepKind::write_sysctl:
      return write_sysctl(step, places);
    case StepKind::enter_root:
      return enter_root(places);
    case StepKind::make_root_read_only:
      return set_mount_attributes(places.slots[slot_root], MOUNT_ATTR_RDONLY, 0);
    case StepKind::make_working_directory:
      return make_working_directory(step, places);
    case StepKind::open_joined_root:
      return keep(places, slot_root, open("/", O_PATH | O_DIRECTORY | O_CLOEXEC));
  }
  errno = EINVAL;
  return -1;
}

}  // namespace skiff::runtime::child
