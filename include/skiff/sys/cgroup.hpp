#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>

/// Control groups version 2 by their files: tracking and ending the processes of a container. No controllers here.
namespace skiff::sys {

/// The cgroup in which this process is, when it may make others in it and put processes there.
struct CgroupHome {
  Fd mount;          ///< root of the cgroup2 mount
  std::string path;  ///< own cgroup below it, "/" or "/a/b"
};
/// Nothing where there is no cgroup2 mount, or its part in which this process is may not be written: then neither mkdir
/// nor clone3(CLONE_INTO_CGROUP, 5.7), which needs cgroup.procs of the common ancestor, can succeed.
Result<std::optional<CgroupHome>> own_cgroup();

struct Cgroup {
  Fd directory;      ///< O_RDONLY; what CLONE_INTO_CGROUP takes
  std::string path;  ///< below the mount, for records
};
/// Makes `name` inside home. Errors: exists, and what mkdir(2) and open(2) say.
Result<Cgroup> make_cgroup(const CgroupHome& home, const std::string& name);
/// Opens a recorded one; nothing if it is gone, or no cgroup2 is mounted any more.
Result<std::optional<Cgroup>> open_cgroup(const std::string& path);

/// SIGKILL for all processes in it and below (cgroup.kill, 5.14; before that one by one until none is left).
Result<void> kill_cgroup(const Cgroup& cgroup);
/// Waits until no process is in it or below; false at the deadline.
Result<bool> wait_until_empty(const Cgroup& cgroup, std::chrono::milliseconds patience);
/// Removes it with all below. Gone already is no error. Errors: in_use (processes are left).
Result<void> remove_cgroup(const Cgroup& cgroup);

/// Mount point of the first cgroup2 in the text of /proc/PID/mountinfo, and which cgroup is mounted there (proc(5)).
struct CgroupMount {
  std::string point;
  std::string root;
};
std::optional<CgroupMount> find_cgroup_mount(std::string_view mountinfo);
/// The "0::" line of /proc/PID/cgroup.
std::optional<std::string> parse_own_cgroup(std::string_view text);
/// A cgroup's path below the mount's root; nothing where it is outside of the part that is mounted.
std::optional<std::string> path_below_root(std::string_view path, std::string_view root);

}  // namespace skiff::sys
