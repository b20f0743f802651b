#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include <linux/filter.h>

#include <skiff/base/result.hpp>
#include <skiff/spec/oci_runtime.hpp>
#include <skiff/sys/fd.hpp>

/// From an OCI runtime configuration to a running process. The caller is a short-lived process (the launcher) that has
/// joined the user namespace and made a mount namespace for the container; the runtime clones the container's first process
/// out of it, as the child of the launcher's parent (CLONE_PARENT).
namespace skiff::runtime {

/// A file in which the new process writes its own pid and start time (field 22 of /proc/PID/stat), before it does anything
/// else: in decimal, with blanks behind, in places of 10 and of 20 characters.
struct PidRecord {
  sys::Fd file;  ///< open for writing; closed: none is wanted
  sys::Fd proc;  ///< /proc of the pid namespace in which the numbers shall have a meaning
  std::int64_t pid_at = 0;
  std::int64_t start_time_at = 0;
};

/// What the configuration cannot say: descriptors, and facts of where this happens.
struct Descriptors {
  sys::Fd root;                 ///< detached mount of the root file system, made in this mount namespace
  std::vector<sys::Fd> mounts;  ///< one for each of config.mounts: its detached source, closed where the runtime makes it
  sys::Fd empty_directory;      ///< detached, read-only, hides directories; closed: the runtime makes one
  sys::Fd input, output, error;  ///< become 0, 1, 2; closed with a terminal
  PidRecord pid_record;
  pid_t* pid = nullptr;  ///< where the kernel writes the new process's pid at the clone, beside Launch; null: nowhere
  sys::Fd gate;      ///< read end of a pipe: if the caller's end is closed by its death, the program is not started
  int gate_writer = -1;  ///< the caller's end, closed in the child: else it would keep its own gate open
  sys::Fd terminal;  ///< SOCK_SEQPACKET: gets one message with the terminal's master
  int cgroup = -1;   ///< the caller's: directory of its cgroup v2 (CLONE_INTO_CGROUP, 5.7); -1 without one
  std::string init;  ///< path inside of a program that becomes process 1 and starts the process (--init); "" is none
  std::span<const sock_filter> seccomp;  ///< compiled filter; empty is none
  bool is_initial_user_namespace = false;  ///< device nodes can be made
  bool is_setgroups_denied = false;        ///< a single-id map
  /// The caller's mount namespace was made for this container, and becomes the container's. pivot_root(2) gives every
  /// process in it the new root: after start_container() the caller must not use a path that begins with "/".
  bool is_mount_namespace_given = false;
};

/// A cloned process that is about to leave this memory, which it shared while this process slept (vfork(2)), by exec or by its
/// end. The caller must see to it that no process looks into this memory (PR_SET_DUMPABLE) until check_started() has returned;
/// the process has set the flag to 0.
class Launch {
 public:
  /// Container: new namespaces as config.linux.namespaces says; one with a path was joined by the caller before.
  /// Errors: invalid (an option of the configuration), io.
  static Result<Launch> start_container(const spec::OciRuntimeConfig& config, Descriptors descriptors);
  /// Another process in a container whose namespaces, the mount one too, the caller has joined.
  static Result<Launch> start_joined(const spec::OciRuntimeProcess& process, Descriptors descriptors);

  pid_t pid() const { return pid_; }
  const sys::Fd& pidfd() const { return pidfd_; }
  sys::Fd take_pidfd() { return std::move(pidfd_); }

  /// Whether the program runs; the process has left this memory then, or has ended. Errors in words from the plan:
  /// no_command, not_invokable, or the failed step's;
  /// interrupted when the gate closed or the process was killed on its way.
  Result<void> check_started();

  Launch(Launch&&) noexcept;
  Launch& operator=(Launch&&) noexcept;
  ~Launch();

 private:
  struct Prepared;
  explicit Launch(std::unique_ptr<Prepared> prepared);
  static Result<Launch> clone(std::unique_ptr<Prepared> prepared, std::uint64_t namespaces);
  std::unique_ptr<Prepared> prepared_;
  pid_t pid_ = -1;
  sys::Fd pidfd_;
  sys::Fd result_;
};

}  // namespace skiff::runtime
