#include <fcntl.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>

#include "facts.hpp"

namespace skiff::hello {

using bare::call;

Text unescaped(Arena& arena, Text text) {
  char* bytes = static_cast<char*>(arena.take(text.size() + 1));
  if (bytes == nullptr) return text;
  const auto is_octal = [](char byte) { return byte >= '0' && byte <= '7'; };
  std::size_t used = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 3 < text.size() && is_octal(text[i + 1]) && is_octal(text[i + 2]) && is_octal(text[i + 3])) {
      bytes[used++] = static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0'));
      i += 3;
    } else {
      bytes[used++] = text[i];
    }
  }
  bytes[used] = '\0';
  return {bytes, used};
}

bool has_option(Text options, Text word) {
  while (!options.empty()) {
    if (bare::take_until(options, ',') == word) return true;
  }
  return false;
}

List<Mount> gather_mounts(Arena& arena) {
  List<Mount> result;
  Text rest = bare::read_file(arena, "/proc/self/mountinfo").text;
  while (!rest.empty()) {
    Text line = bare::take_until(rest, '\n');
    Mount mount;
    if (!bare::parse_number(bare::take_word(line), mount.id)) continue;
    bare::parse_number(bare::take_word(line), mount.parent);
    mount.device = bare::take_word(line);
    mount.root = unescaped(arena, bare::take_word(line));
    mount.target = unescaped(arena, bare::take_word(line));
    mount.options = bare::take_word(line);
    // zero or more optional fields, then a dash
    const char* begin = line.data();
    const char* end = begin;
    for (Text word = bare::take_word(line); !word.empty() && word != "-"; word = bare::take_word(line)) {
      end = word.data() + word.size();
    }
    mount.optional = bare::trimmed(Text(begin, static_cast<std::size_t>(end - begin)));
    mount.type = bare::take_word(line);
    mount.source = unescaped(arena, bare::take_word(line));
    mount.super_options = bare::trimmed(line);
    result.add(arena, mount);
  }
  return result;
}

namespace {

bool is_null_device(const struct stat& status) {
  return S_ISCHR(status.st_mode) && bare::device_major(status.st_rdev) == 1 && bare::device_minor(status.st_rdev) == 3;
}

bool is_read_only(Text path) {
  struct statfs status;
  return call(SYS_statfs, path.data(), &status) == 0 && (status.f_flags & ST_RDONLY) != 0;
}

PathState state_of(Arena& arena, Text path) {
  struct stat status;
  const long error = bare::inspect_path(path, true, status);
  if (error == -2 /* ENOENT */) return PathState::absent;
  if (error != 0) return PathState::unreadable;
  if (is_null_device(status)) return PathState::masked;
  const bool is_protected = is_read_only(path);
  if (S_ISDIR(status.st_mode)) {
    struct stat parent;
    const bool is_mount = bare::inspect_path(bare::joined(arena, path, "/.."), true, parent) == 0 && parent.st_dev != status.st_dev;
    if (is_protected && is_mount && bare::list_directory(arena, path).is_empty()) return PathState::masked;
  }
  return is_protected ? PathState::read_only : PathState::open;
}

Text kind_of(std::uint32_t mode) {
  switch (mode & S_IFMT) {
    case S_IFCHR: return "char";
    case S_IFBLK: return "block";
    case S_IFDIR: return "directory";
    case S_IFLNK: return "link";
    case S_IFIFO: return "fifo";
    case S_IFSOCK: return "socket";
    default: return "file";
  }
}

void add_devices(Arena& arena, List<Device>& result, Text prefix, int depth) {
  for (const bare::DirectoryEntry& entry : bare::list_directory(arena, bare::joined(arena, "/dev/", prefix))) {
    Device device;
    device.path = bare::joined(arena, prefix, entry.name);
    const Text path = bare::joined(arena, "/dev/", device.path);
    struct stat status;
    if (bare::inspect_path(path, false, status) != 0) continue;
    device.kind = kind_of(status.st_mode);
    device.mode = status.st_mode & 07777;
    device.user = status.st_uid;
    device.group = status.st_gid;
    if (S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode)) {
      device.major = bare::device_major(status.st_rdev);
      device.minor = bare::device_minor(status.st_rdev);
    }
    if (S_ISLNK(status.st_mode)) device.target = bare::read_link(arena, path);
    result.add(arena, device);
    // /dev/fd leads to /proc and is a link; shm and mqueue hold no devices but may be shared with others
    if (S_ISDIR(status.st_mode) && depth < 2) add_devices(arena, result, bare::joined(arena, device.path, "/"), depth + 1);
  }
}

}  // namespace

List<KnownPath> gather_known_paths(Arena& arena) {
  constexpr Text known[] = {
      "/proc/acpi",         "/proc/asound",      "/proc/bus",           "/proc/fs",
      "/proc/interrupts",   "/proc/irq",         "/proc/kcore",         "/proc/keys",
      "/proc/latency_stats", "/proc/sched_debug", "/proc/scsi",         "/proc/sys",
      "/proc/sysrq-trigger", "/proc/timer_list",  "/proc/timer_stats",  "/sys/dev/block",
      "/sys/devices/virtual/powercap", "/sys/firmware", "/sys/fs/cgroup", "/sys/fs/selinux", "/sys/kernel"};
  List<KnownPath> result;
  for (const Text& path : known) result.add(arena, {path, state_of(arena, path)});
  return result;
}

Text path_state_name(PathState state) {
  switch (state) {
    case PathState::absent: return "absent";
    case PathState::open: return "open";
    case PathState::read_only: return "read-only";
    case PathState::masked: return "masked";
    case PathState::unreadable: return "unreadable";
  }
  return "";
}

List<Device> gather_devices(Arena& arena) {
  List<Device> result;
  add_devices(arena, result, "", 0);
  return result;
}

Cgroup gather_cgroup(Arena& arena, const List<Mount>& mounts) {
  Cgroup result;
  result.paths = bare::trimmed(bare::read_file(arena, "/proc/self/cgroup").text);
  for (const Mount& mount : mounts) {
    if (mount.target != "/sys/fs/cgroup") continue;  // the last one lies on top
    result.is_mounted = true;
    result.is_writable = has_option(mount.options, "rw") && has_option(mount.super_options, "rw");
  }
  constexpr Text files[] = {"cgroup.controllers", "cpu.max",   "cpu.weight",      "cpuset.cpus.effective", "io.max",
                            "memory.high",        "memory.max", "memory.swap.max", "pids.max"};
  for (const Text& file : files) {
    const bare::FileText content = bare::read_file(arena, bare::joined(arena, "/sys/fs/cgroup/", file));
    if (content.is_read()) result.limits.add(arena, {file, bare::trimmed(content.text)});
  }
  return result;
}

}  // namespace skiff::hello
