#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>

namespace skiff::sys {

/// How a process ended.
struct ExitStatus {
  bool is_signalled = false;
  int number = 0;  ///< exit code, or the signal
  /// The code a shell shows: the exit code, or 128 + signal.
  int shell_code() const { return is_signalled ? 128 + number : number; }
};

/// A child of this process, by pidfd. The destructor kills and reaps unless release()d.
class Process {
 public:
  Process() = default;
  Process(pid_t pid, Fd pidfd) : pid_(pid), pidfd_(std::move(pidfd)) {}
  Process(Process&& other) noexcept : pid_(std::exchange(other.pid_, -1)), pidfd_(std::move(other.pidfd_)) {}
  Process& operator=(Process&& other) noexcept;
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();

  pid_t pid() const { return pid_; }
  const Fd& pidfd() const { return pidfd_; }
  bool is_valid() const { return pid_ > 0; }
  /// Waits for the end and reaps (waitid __WALL: children with exit signal 0 too).
  Result<ExitStatus> wait();
  /// Reaps if it has ended.
  Result<std::optional<ExitStatus>> try_wait();
  /// pidfd_send_signal(2). A process that has ended is no error.
  Result<void> signal(int number) const;
  /// Lets it live on; the pidfd goes with it.
  Fd release() {
    pid_ = -1;
    return std::move(pidfd_);
  }

 private:
  pid_t pid_ = -1;
  Fd pidfd_;
};

/// fork(2) with a pidfd. In the child the result is an invalid Process (is_valid() false).
/// The child must end with _exit, and owns copies of all that the parent has: see close_all_except(). The parent may have
/// threads of libraries: the child may allocate, but takes no other lock of theirs. SIGCHLD must not be ignored (main()).
Result<Process> fork_process();

/// A pid in memory that forks of this process share: the kernel writes it there at a clone (CLONE_PARENT_SETTID), so that it
/// is known here although the process that clones sleeps, or is killed.
class SharedPid {
 public:
  SharedPid() = default;
  static Result<SharedPid> make();
  SharedPid(SharedPid&& other) noexcept : place_(std::exchange(other.place_, nullptr)) {}
  SharedPid& operator=(SharedPid&& other) noexcept {
    std::swap(place_, other.place_);
    return *this;
  }
  ~SharedPid();

  /// Where the kernel is to write it.
  pid_t* place() const { return place_; }
  /// 0 until there is one.
  pid_t get() const { return place_ == nullptr ? 0 : __atomic_load_n(place_, __ATOMIC_RELAXED); }

 private:
  explicit SharedPid(pid_t* place) : place_(place) {}
  pid_t* place_ = nullptr;
};

/// Does `work` in a child that shares this process's memory and descriptors, while this process sleeps (clone(2) with
/// CLONE_VM, CLONE_FILES and CLONE_VFORK): what `work` changes there stays. Namespaces, ids, signals, umask and directories
/// are the child's own, so it may enter other namespaces and make processes there. Quicker than a fork by a copy of the page
/// tables, the pages that both write, and their removal.
/// The caller has one thread (asserted in builds without optimization). **Where the child is killed before its work is done this process ends at once, by _exit(125):**
/// the memory may be anything. The child that is returned has nothing more to do, but may not have ended.
Result<Process> run_sharing_memory(const std::function<void()>& work);

/// Every pid of /proc.
Result<std::vector<pid_t>> all_processes();
/// The living children of a process, zombies too. Those that this process may not look into are left out (hidepid).
Result<std::vector<pid_t>> children_of(pid_t parent);
/// Its parent; nothing if it is gone or may not be looked into.
std::optional<pid_t> parent_of(pid_t pid);

/// A process of another invocation, found by its facts. Identity is pid, start time and boot id together.
struct ProcessFacts {
  pid_t pid = 0;
  std::uint64_t start_time = 0;  ///< field 22 of /proc/PID/stat, clock ticks since boot
  bool operator==(const ProcessFacts&) const = default;
};
Result<ProcessFacts> facts_of(pid_t pid);
/// Opens a pidfd for exactly that process; nothing if it is gone (or a zombie) or its pid is another's now.
Result<std::optional<Fd>> open_process(const ProcessFacts& facts);
Result<void> signal_process(const Fd& pidfd, int number);
/// Waits until a process ended (it need not be a child); false at the deadline. No deadline waits for ever.
Result<bool> wait_for_end(const Fd& pidfd, std::optional<std::chrono::milliseconds> patience);

/// /proc/sys/kernel/random/boot_id and /etc/machine-id: on which boot of which machine a fact was true.
struct BootIdentity {
  std::string boot_id;
  std::string machine_id;  ///< empty where /etc/machine-id is missing
  bool operator==(const BootIdentity&) const = default;
};
Result<BootIdentity> boot_identity();

/// Random bytes of the kernel as 64 lower-case hex digits.
std::string random_id();

/// "SIGTERM".
std::string signal_name(int number);

}  // namespace skiff::sys
