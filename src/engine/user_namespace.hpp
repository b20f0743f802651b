#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/sys/descriptor_holders.hpp>
#include <skiff/sys/fd.hpp>
#include <skiff/sys/lock.hpp>

#include "context.hpp"

namespace skiff::engine {

/// U: the one user namespace of a rootless user, ROOT and subordinate map, in which all its containers live. It is held by
/// descriptors, not by a process: every supervisor keeps one, and U is found through a living one, or through the process of a
/// container whose supervisor was killed. Root of the host has none.
class UserNamespace {
 public:
  /// Finds U or makes it, under a short lock. The lock is held until take_over() in the process that is given it, or
  /// release(): so that a U that is found or made is never one that cannot be found. Warns when there are no subordinate ids.
  /// Errors: denied (no user namespaces here, or a living holder cannot be looked into).
  static Result<UserNamespace> acquire(const Context& context);

  /// Closed when root of the host.
  const sys::Fd& fd() const { return fd_; }
  /// Which layers its containers use (id_map_name.hpp); "full" too for root of the host, whose ids are the host's.
  const std::string& map() const { return map_; }
  std::uint64_t inode() const { return inode_; }
  /// What a supervisor is given, for take_over(): U, the file of its holders, the lock. None for root of the host.
  std::vector<int> descriptors() const;
  /// Leaves the lock to the supervisor that was given a copy of it.
  void leave_lock() { lock_.reset(); }
  /// Makes this process one in which other commands find U, as long as the result lives, and lets the lock go. Runs in: supervisor.
  static Result<UserNamespace> take_over(std::vector<sys::Fd> given);

  /// The descriptor alone, for a task that ends soon: other commands may make another U meanwhile.
  sys::Fd release() && {
    lock_.reset();
    return std::move(fd_);
  }

 private:
  Result<bool> find(const Context& context, const std::string& map, std::optional<Error>& closed);
  Result<void> find_or_make(const Context& context);
  sys::Fd fd_;
  std::string map_ = "full";
  std::uint64_t inode_ = 0;
  sys::DescriptorHolders holders_;
  std::optional<sys::FileLock> lock_;
};

}  // namespace skiff::engine
