#include "container_owner.hpp"

#include <csignal>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <skiff/storage/worker.hpp>
#include <skiff/sys/file.hpp>
#include <skiff/sys/process.hpp>
#include <skiff/sys/rooted.hpp>

#include "abort_start.hpp"
#include "exec_launcher.hpp"
#include "sweep.hpp"

namespace skiff::engine {

/// A start that failed may have left the container's process behind, recorded by itself.
void ContainerOwner::end_remains() {
  kill_all();
  const auto state = parts_.container.state();
  if (!state || !state->run) return;
  const auto init = parts_.container.open_init(*state);
  if (init && *init) {
    (void)sys::signal_process(**init, SIGKILL);
    (void)sys::wait_for_end(**init, std::chrono::seconds(5));
  }
}

void ContainerOwner::record_failure(const Error& error) {
  end_remains();
  // The start may have failed before it came to the record.
  if (const auto config = parts_.container.config()) parts_.facts = SupervisedFacts(*config);
  if (parts_.facts.is_auto_removed) return hide();
  record_failed_start(parts_.container, error);
}

void ContainerOwner::sync_records() {
  if (parts_.facts.is_auto_removed) return;
  auto process = sys::fork_process();
  if (!process) return;
  if (!process->is_valid()) {
    supervisor::restore_signals();
    int keep[] = {context().roots.root.get(), parts_.container.directory().get()};
    sys::close_all_except(keep);
    _exit(parts_.container.sync() ? 0 : 1);
  }
  sync_ = process->pid();
  (void)supervisor_->watch_child(*std::move(process), [this](const sys::ExitStatus&) { sync_ = 0; });
}

void ContainerOwner::stop_asked() {
  if (kill_timer_ != 0) return;
  (void)supervisor_->signal(parts_.facts.stop_signal);
  if (parts_.facts.stop_timeout < 0) return;
  kill_timer_ = supervisor_->loop().after(std::chrono::seconds(parts_.facts.stop_timeout), [this] {
    kill_all();
    (void)supervisor_->signal(SIGKILL);
  });
}

Result<supervisor::PendingExec> ContainerOwner::begin_exec(sys::Fd request) {
  return engine::begin_exec(parts_.launch, parts_.container, cgroup(), std::move(request));
}

Result<supervisor::Child> ContainerOwner::finish_exec(const supervisor::PendingExec& pending) {
  return engine::finish_exec(pending);
}

void ContainerOwner::process_ended(const sys::ExitStatus&) {
  if (kill_timer_ != 0) supervisor_->loop().cancel(kill_timer_);
  // What the first process left behind (it had no pid namespace of its own) ends with it.
  kill_all();
  if (!parts_.cgroup && !parts_.facts.has_own_pids) (void)kill_descent();
}

void ContainerOwner::output_drained(const sys::ExitStatus& status) {
  end_descent();
  // The clients hear of the end first: closing the root file system may take the kernel a tenth of a second.
  supervisor_->loop().after(std::chrono::nanoseconds(0), [this] { clean_up(); });
  if (parts_.facts.is_auto_removed) return hide();
  auto state = parts_.container.state();
  if (!state) return;
  state::ExitFacts exit;
  exit.finished = base::now();
  exit.code = status.shell_code();
  if (status.is_signalled) exit.reason = "killed by " + sys::signal_name(status.number);
  state->exit = exit;
  (void)parts_.container.write_state(*state, sys::Sync::no);
}

void ContainerOwner::kill_all() {
  if (parts_.cgroup) (void)sys::kill_cgroup(*parts_.cgroup);
}

/// What a container has that has neither a cgroup nor a pid namespace is this process's descent: the orphans among it come to
/// their subreaper, so that a part of it is always its child. Kills its children with their process groups, which no fork
/// escapes; those that live.
std::vector<pid_t> ContainerOwner::kill_descent() {
  std::vector<pid_t> living;
  for (const pid_t pid : sys::children_of(getpid()).value_or(std::vector<pid_t>())) {
    if (pid == sync_ || pid == parts_.launcher.pid()) continue;
    siginfo_t ended{};
    // Not reaped here: the loop is to see its code.
    if (waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOHANG | WNOWAIT | __WALL) == 0 && ended.si_pid != 0) continue;
    if (const pid_t group = getpgid(pid); group > 1 && group != getpgrp()) (void)::kill(-group, SIGKILL);
    (void)::kill(pid, SIGKILL);
    living.push_back(pid);
  }
  return living;
}

/// Nothing of the container lives when its end is told. What waits in the kernel is left after a while, and named by `rm`.
void ContainerOwner::end_descent() {
  if (parts_.cgroup || parts_.facts.has_own_pids) return;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(8);
  while (!kill_descent().empty() && std::chrono::steady_clock::now() < deadline) poll(nullptr, 0, 1);
}

void ContainerOwner::hide() {
  const auto lock = parts_.container.lock(std::chrono::seconds(5));
  // A process that holds it for so long is removing the container; what is left is swept by the next command.
  if (!lock) return;
  is_hidden_ = context().containers().move_to_trash(parts_.container).has_value();
}

void ContainerOwner::clean_up() {
  if (!alive_) return;
  // While the launcher is about to end it is in the container's mount namespace, and so has its root file system mounted.
  if (parts_.launcher.is_valid()) (void)parts_.launcher.wait();
  parts_.root.close();
  if (parts_.cgroup) {
    (void)sys::wait_until_empty(*parts_.cgroup, std::chrono::seconds(2));
    (void)sys::remove_cgroup(*parts_.cgroup);
  }
  if (is_hidden_) {
    context().containers().free_name(parts_.container);
    (void)remove_trash(context(), parts_.container.id(),
                       {&parts_.launch.user_namespace, parts_.facts.has_anonymous_volumes});
  } else if (const auto directory = sys::open_directory_at(context().roots.runroot, "containers")) {
    (void)sys::remove_tree(*directory, parts_.container.id());
  }
  alive_.reset();
}

}  // namespace skiff::engine
