#pragma once

#include <optional>
#include <string>

#include <skiff/base/result.hpp>
#include <skiff/supervisor/supervisor.hpp>
#include <skiff/sys/cgroup.hpp>
#include <skiff/sys/fd.hpp>
#include <skiff/sys/lock.hpp>

#include "launcher.hpp"
#include "context.hpp"
#include "start_launcher.hpp"

namespace skiff::engine {

/// What a supervisor owns of its container: its lock, cgroup and root file system; and what it does at each turn of its
/// life. Runs in: supervisor.
class ContainerOwner final : public supervisor::Owner {
 public:
  struct Parts {
    Context& context;
    const state::Container& container;
    const sys::Fd& user_namespace;
    std::uint64_t user_namespace_inode = 0;
    std::optional<sys::CgroupHome> cgroup_home;  ///< where a cgroup can be made for it
  };
  explicit ContainerOwner(Parts parts) : parts_(std::move(parts)) {}

  /// Takes the lock that says that a supervisor lives, and keeps it until clean_up().
  Result<void> take_alive(std::chrono::milliseconds patience);
  /// Starts the container's process and waits until its program runs. Runs in: launcher.
  Result<supervisor::Child> launch(StartLauncher& launcher, const sys::Fd& runtime_directory, sys::WindowSize size);
  const LaunchReport& report() const { return report_; }
  /// Gives the supervisor that calls this owner; before its run().
  void serve(supervisor::Supervisor& supervisor) { supervisor_ = &supervisor; }
  /// Gives the launcher, once it has nothing more to do.
  void keep_launcher(sys::Process launcher) { launcher_ = std::move(launcher); }
  /// What must survive a power cut, written by a process of its own behind the start's back: a sync may take seconds.
  void sync_records();
  /// Ends what a failed start has left and writes down why it failed; an --rm container goes.
  void record_failure(const Error& error);
  /// Right after the clients were told: the root file system, the cgroup, what an --rm container leaves; then `alive`, so
  /// that the container can be started or removed although a slow client is still served. Once.
  void clean_up();

  void stop_asked() override;
  Result<supervisor::PendingExec> begin_exec(sys::Fd request) override;
  Result<supervisor::Child> finish_exec(supervisor::PendingExec pending) override;
  void process_ended(const sys::ExitStatus& status) override;
  void output_drained(const sys::ExitStatus& status) override;

 private:
  LaunchPlace place() const { return {parts_.context, parts_.user_namespace, parts_.user_namespace_inode}; }
  void make_own_cgroup(const sys::Fd& runtime_directory);
  void kill_all();
  void hide();
  void end_remains();

  Parts parts_;
  sys::Process launcher_;
  LaunchReport report_;
  std::optional<sys::FileLock> alive_;
  std::optional<sys::Cgroup> cgroup_;
  sys::Fd root_;
  supervisor::Supervisor* supervisor_ = nullptr;
  sys::EventLoop::TimerId kill_timer_ = 0;
  bool is_hidden_ = false;
};

}  // namespace skiff::engine
