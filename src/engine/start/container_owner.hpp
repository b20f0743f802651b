#pragma once

#include <optional>
#include <string>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/supervisor/supervisor.hpp>
#include <skiff/sys/cgroup.hpp>
#include <skiff/sys/fd.hpp>
#include <skiff/sys/lock.hpp>

#include "context.hpp"
#include "launch_context.hpp"
#include "supervised_facts.hpp"

namespace skiff::engine {

/// What a supervisor owns of its container: its lock, cgroup and root file system; and what it does at each turn of its
/// life. Runs in: supervisor.
class ContainerOwner final : public supervisor::Owner {
 public:
  struct Parts {
    const LaunchContext& launch;
    const state::Container& container;
    SupervisedFacts facts;
    sys::FileLock alive;  ///< the lock that says that a supervisor lives: kept until clean_up()
    std::optional<sys::Cgroup> cgroup;
    sys::Fd root;
    sys::Process launcher;  ///< has nothing more to do, but may not have ended
  };
  explicit ContainerOwner(Parts parts) : parts_(std::move(parts)), alive_(std::move(parts_.alive)) {}

  /// Gives the supervisor that calls this owner; before its run().
  void serve(supervisor::Supervisor& supervisor) { supervisor_ = &supervisor; }
  /// What must survive a power cut, written by a process of its own behind the start's back: a sync may take seconds.
  void sync_records();
  /// Ends what a failed start has left and writes down why it failed; an --rm container goes.
  void record_failure(const Error& error);
  /// Right after the clients were told: the root file system, the cgroup, what an --rm container leaves; then `alive`, so
  /// that the container can be started or removed although a slow client is still served. Once.
  void clean_up();

  void stop_asked() override;
  Result<supervisor::PendingExec> begin_exec(sys::Fd request) override;
  Result<supervisor::Child> finish_exec(const supervisor::PendingExec& pending) override;
  void process_ended(const sys::ExitStatus& status) override;
  void output_drained(const sys::ExitStatus& status) override;

 private:
  Context& context() const { return parts_.launch.context; }
  const sys::Cgroup* cgroup() const { return parts_.cgroup ? &*parts_.cgroup : nullptr; }
  void kill_all();
  std::vector<pid_t> kill_descent();
  void end_descent();
  void hide();
  void end_remains();

  Parts parts_;
  std::optional<sys::FileLock> alive_;
  supervisor::Supervisor* supervisor_ = nullptr;
  sys::EventLoop::TimerId kill_timer_ = 0;
  pid_t sync_ = 0;  ///< the process that writes the records down; 0: none lives
  bool is_hidden_ = false;
};

}  // namespace skiff::engine
