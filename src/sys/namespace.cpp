#include <skiff/sys/namespace.hpp>

#include <cerrno>
#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>

namespace skiff::sys {

namespace {

struct Kind {
  int flag;
  const char* name;
};
constexpr Kind namespace_kinds[] = {{CLONE_NEWUSER, "user"}, {CLONE_NEWNS, "mount"}, {CLONE_NEWNET, "network"},
                                    {CLONE_NEWPID, "pid"},   {CLONE_NEWIPC, "ipc"},  {CLONE_NEWUTS, "uts"},
                                    {CLONE_NEWCGROUP, "cgroup"}};

/// "the user and mount namespace"
std::string names_of(int kinds) {
  std::string names;
  for (const Kind& kind : namespace_kinds)
    if ((kinds & kind.flag) != 0) names += fmt::format("{}{}", names.empty() ? "" : " and ", kind.name);
  return names;
}

}  // namespace

Result<void> join_namespaces(const Fd& namespace_or_pidfd, int kinds) {
  if (setns(namespace_or_pidfd.get(), kinds) != 0) return fail_errno(errno, "cannot join the {} namespace", names_of(kinds));
  return {};
}

Result<void> unshare_namespaces(int kinds) {
  if (unshare(kinds) != 0) return fail_errno(errno, "cannot make a new {} namespace", names_of(kinds));
  return {};
}

Result<Fd> open_namespace(pid_t pid, const std::string& name) {
  Fd fd(open(fmt::format("/proc/{}/ns/{}", pid, name).c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.is_open()) return fail_errno(errno, "cannot open the {} namespace of process {}", name, pid);
  return fd;
}

Result<int> namespaces_to_join(pid_t pid, int kinds) {
  struct Name {
    int kind;
    const char* name;
  };
  for (const Name& known : {Name{CLONE_NEWPID, "pid"}, Name{CLONE_NEWNET, "net"}, Name{CLONE_NEWIPC, "ipc"}}) {
    if ((kinds & known.kind) == 0) continue;
    struct stat own {}, other {};
    if (stat(fmt::format("/proc/self/ns/{}", known.name).c_str(), &own) != 0 ||
        stat(fmt::format("/proc/{}/ns/{}", pid, known.name).c_str(), &other) != 0)
      return fail_errno(errno, "cannot look at the {} namespace of process {}", known.name, pid);
    if (own.st_ino == other.st_ino) kinds &= ~known.kind;
  }
  return kinds;
}

Result<std::uint64_t> namespace_inode(const Fd& descriptor) {
  struct stat status {};
  if (fstat(descriptor.get(), &status) != 0) return fail_errno(errno, "cannot look at a namespace");
  return status.st_ino;
}

}  // namespace skiff::sys
