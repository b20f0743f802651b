#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>

/// The mount API of descriptors (fsopen, fsmount, open_tree, move_mount: 5.2; mount_setattr: 5.12). A detached mount is an
/// Fd: if it is never attached, it is gone when the descriptor closes, so there is no path to forget to unmount.
namespace skiff::sys {

/// One fsconfig(2) parameter; a flag where `value` is empty.
struct MountParameter {
  std::string key;
  std::string value;
};

/// A new mount of file system `type`, detached. `attributes` are MOUNT_ATTR_*.
/// Errors carry what the kernel wrote into the context's log, where it did.
Result<Fd> make_mount(const std::string& type, std::span<const MountParameter> parameters, std::uint64_t attributes);

/// A detached copy of the mount at `path` below `directory` ("" with a descriptor: that very file).
/// `is_recursive` copies the mounts below too (AT_RECURSIVE).
Result<Fd> clone_mount(const Fd& directory, const std::string& path, bool is_recursive);

/// Flags of mount(2), MS_UNBINDABLE and so on: <sys/mount.h> of glibc 2.36 and <linux/mount.h> cannot be included together.
constexpr std::uint64_t propagate_unbindable = 1ULL << 17;
constexpr std::uint64_t propagate_private = 1ULL << 18;
constexpr std::uint64_t propagate_slave = 1ULL << 19;
constexpr std::uint64_t propagate_shared = 1ULL << 20;

/// mount_setattr(2) on a mount.
struct MountChange {
  std::uint64_t set = 0;          ///< MOUNT_ATTR_*
  std::uint64_t clear = 0;        ///< the same
  std::uint64_t propagation = 0;  ///< one of the above, or 0
  bool is_recursive = false;
};
Result<void> change_mount(const Fd& mount, const MountChange& change);

/// Makes every mount of this mount namespace a slave of its peer, so that nothing done here reaches the host.
Result<void> make_mounts_slave();

}  // namespace skiff::sys
