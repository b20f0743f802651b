#include <skiff/sys/mount.hpp>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <linux/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <skiff/base/text.hpp>

// <sys/mount.h> of glibc 2.36 and <linux/mount.h> cannot be included together; these are mount(2)'s.
extern "C" int mount(const char*, const char*, const char*, unsigned long, const void*);

namespace skiff::sys {

namespace {

constexpr unsigned long ms_recursive = 16384;

/// What the kernel says about a failed fsconfig or fsmount ("e overlay: …"); empty where it says nothing.
std::string context_log(const Fd& context) {
  char buffer[512];
  const ssize_t count = read(context.get(), buffer, sizeof buffer);
  if (count <= 2) return {};
  return ": " + base::escape_control(base::trim(std::string_view(buffer + 2, static_cast<std::size_t>(count) - 2)));
}

}  // namespace

Result<Fd> make_mount(const std::string& type, std::span<const MountParameter> parameters, std::uint64_t attributes) {
  const Fd context(static_cast<int>(syscall(SYS_fsopen, type.c_str(), FSOPEN_CLOEXEC)));
  if (!context.is_open()) return fail_errno(errno, "cannot open file system {}", type);
  // Shown in /proc/mounts; "none" without it.
  const bool has_name = std::ranges::find(parameters, "source", &MountParameter::key) != parameters.end();
  if (!has_name && syscall(SYS_fsconfig, context.get(), FSCONFIG_SET_STRING, "source", type.c_str(), 0) != 0)
    return fail_errno(errno, "cannot name file system {}", type);
  for (const MountParameter& parameter : parameters) {
    const bool is_flag = parameter.value.empty();
    if (syscall(SYS_fsconfig, context.get(), is_flag ? FSCONFIG_SET_FLAG : FSCONFIG_SET_STRING, parameter.key.c_str(),
                is_flag ? nullptr : parameter.value.c_str(), 0) != 0) {
      const int error = errno;
      return fail_errno(error, "cannot set {} of file system {}{}", parameter.key, type, context_log(context));
    }
  }
  if (syscall(SYS_fsconfig, context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) != 0) {
    const int error = errno;
    return fail_errno(error, "cannot make file system {}{}", type, context_log(context));
  }
  Fd mount(static_cast<int>(syscall(SYS_fsmount, context.get(), FSMOUNT_CLOEXEC, attributes)));
  if (!mount.is_open()) {
    const int error = errno;
    return fail_errno(error, "cannot mount file system {}{}", type, context_log(context));
  }
  return mount;
}

Result<Fd> clone_mount(const Fd& directory, const std::string& path, bool is_recursive) {
  unsigned flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | (is_recursive ? AT_RECURSIVE : 0U);
  if (path.empty()) flags |= AT_EMPTY_PATH;
  Fd mount(static_cast<int>(syscall(SYS_open_tree, directory.is_open() ? directory.get() : AT_FDCWD, path.c_str(), flags)));
  if (!mount.is_open()) return fail_errno(errno, "cannot copy the mount of {}", base::escape_control(path));
  return mount;
}

Result<void> change_mount(const Fd& mount, const MountChange& change) {
  mount_attr attributes{};
  attributes.attr_set = change.set;
  attributes.attr_clr = change.clear;
  attributes.propagation = change.propagation;
  if (syscall(SYS_mount_setattr, mount.get(), "", AT_EMPTY_PATH | (change.is_recursive ? AT_RECURSIVE : 0), &attributes,
              sizeof attributes) != 0)
    return fail_errno(errno, "cannot set mount attributes");
  return {};
}

Result<void> make_mounts_slave() {
  if (::mount(nullptr, "/", nullptr, ms_recursive | propagate_slave, nullptr) != 0)
    return fail_errno(errno, "cannot detach the mounts of this namespace from the host's");
  return {};
}

}  // namespace skiff::sys
