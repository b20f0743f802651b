#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <sys/types.h>

#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>
#include <skiff/sys/lock.hpp>

#include "context.hpp"

namespace skiff::engine {

/// U: the one user namespace of a rootless user and its subordinate map, in which all its containers live. It is held by
/// descriptors, not by a process: every supervisor keeps one, and U is found through a living one, or through the process of a
/// container whose supervisor was killed. Root of the host has none.
class UserNamespace {
 public:
  /// Finds U through who holds it, or makes it under a short lock that is released by publish() or the destructor:
  /// until then no other command can make a second one. Warns once when there are no subordinate ids.
  /// Errors: denied (no user namespaces here, or a living holder cannot be looked into).
  static Result<UserNamespace> acquire(Context& context);

  /// Closed when root of the host.
  const sys::Fd& fd() const { return fd_; }
  /// Which layers its containers use (id_map_name.hpp); "full" too for root of the host, whose ids are the host's.
  const std::string& map() const { return map_; }
  bool is_single() const { return map_ == "single"; }
  std::uint64_t inode() const { return inode_; }

  /// The descriptor alone: other commands may make another U from now on.
  sys::Fd release() && {
    lock_.reset();
    return std::move(fd_);
  }

  /// Tells other commands that `holder`, a fork of this process, has the descriptor under the same number.
  Result<void> publish(Context& context, pid_t holder);

 private:
  sys::Fd fd_;
  std::string map_ = "full";
  std::uint64_t inode_ = 0;
  std::optional<sys::FileLock> lock_;  ///< held while nobody else can find this U
};

}  // namespace skiff::engine
