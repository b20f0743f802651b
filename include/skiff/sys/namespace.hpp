#pragma once

#include <cstdint>
#include <string>

#include <sys/types.h>

#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>

/// Namespaces as descriptors (setns(2), unshare(2)).
namespace skiff::sys {

/// setns: `kinds` are CLONE_NEW*. With a pidfd several at once (5.8), of exactly that process.
Result<void> join_namespaces(const Fd& namespace_or_pidfd, int kinds);
Result<void> unshare_namespaces(int kinds);  ///< unshare(2)

/// /proc/PID/ns/`name` ("user", "net", "pid", …). Errors: denied (the process cannot be looked into), not_found.
Result<Fd> open_namespace(pid_t pid, const std::string& name);
/// Of `kinds` (CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWIPC) those in which process `pid` is and the caller is not: the kernel
/// refuses the host's to who is in a user namespace, even if it is there already. Errors as above.
Result<int> namespaces_to_join(pid_t pid, int kinds);
/// Inode number, which names a namespace while it lives.
Result<std::uint64_t> namespace_inode(const Fd& descriptor);

}  // namespace skiff::sys
