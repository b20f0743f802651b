#include "abort_start.hpp"

#include <csignal>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <skiff/supervisor/protocol.hpp>
#include <skiff/sys/process.hpp>
#include <skiff/sys/rooted.hpp>
#include <skiff/sys/socket.hpp>

#include "container/end_containers.hpp"
#include "sweep.hpp"

namespace skiff::engine {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds patience{10};

std::chrono::milliseconds left_until(Clock::time_point deadline) {
  return std::max(std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()), std::chrono::milliseconds(0));
}

/// Kills every child of a stopped process, until no new one is found; those that do not end. A stopped parent makes no other
/// and reaps none, so that their pids stay theirs.
Result<std::vector<pid_t>> kill_children(pid_t parent, Clock::time_point deadline) {
  std::vector<pid_t> ended;
  std::vector<pid_t> remaining;
  while (true) {
    TRY_ASSIGN(const auto children, sys::children_of(parent));
    std::vector<sys::Fd> killed;
    std::vector<pid_t> pids;
    for (const pid_t pid : children) {
      if (std::ranges::find(ended, pid) != ended.end()) continue;
      sys::Fd pidfd(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
      if (!pidfd.is_open()) continue;
      (void)sys::signal_process(pidfd, SIGKILL);
      killed.push_back(std::move(pidfd));
      pids.push_back(pid);
    }
    if (pids.empty()) return remaining;
    for (std::size_t i = 0; i < pids.size(); ++i) {
      TRY_ASSIGN(const bool has_ended, sys::wait_for_end(killed[i], left_until(deadline)));
      if (!has_ended) remaining.push_back(pids[i]);
      ended.push_back(pids[i]);
    }
  }
}

/// What is left of the start once its processes are gone.
Result<void> undo_start(Context& context, const state::Container& container) {
  if (!container.is_in_place()) return {};
  TRY_ASSIGN(const bool is_free, wait_for_supervisor(container, patience));
  if (!is_free) return fail(ErrorKind::timed_out, "its supervisor does not finish");
  auto lock = container.lock(patience);
  if (!lock && lock.error().kind() == ErrorKind::not_found) return {};  // removed meanwhile
  if (!lock) return std::unexpected(std::move(lock).error());
  const auto config = container.config();
  if (config && config->is_auto_removed) return discard(context, container, *std::move(lock));
  TRY_ASSIGN(const bool is_started_again, container.has_supervisor());
  if (is_started_again) return {};
  TRY(discard_run_directory(context, container.id()));
  record_failed_start(container, Error(ErrorKind::interrupted, "the start was interrupted"));
  return {};
}

}  // namespace

namespace {

/// What listens on a container's socket, and its parent.
struct Launching {
  sys::ProcessFacts launcher;
  pid_t supervisor;
};

/// The supervisor of the launcher that listens on the container's socket, if `is_under_way` holds for it and what is recorded now.
template <typename Predicate>
Result<std::optional<StartingSupervisor>> find_launching(const state::Container& container, Predicate is_under_way) {
  const auto directory = container.open_runtime_directory();
  if (!directory) return std::optional<StartingSupervisor>();
  const auto connection = sys::connect_at(*directory, std::string(supervisor::attach_socket_name));
  if (!connection) return std::optional<StartingSupervisor>();
  TRY_ASSIGN(const pid_t launcher, sys::listening_process(*connection));
  const auto pid = sys::parent_of(launcher);
  if (!pid) return std::optional<StartingSupervisor>();
  StartingSupervisor found{*pid, sys::Fd(static_cast<int>(syscall(SYS_pidfd_open, *pid, 0)))};
  // The pids were those of the start if it is still under way now: then its launcher lives, and so does its supervisor.
  TRY_ASSIGN(const state::ContainerState state, container.state());
  TRY_ASSIGN(const state::Status status, container.status(state));
  const auto facts = sys::facts_of(launcher);
  const bool is_its_child = facts && sys::parent_of(launcher) == *pid;
  if (!is_its_child || !is_under_way(state, status, Launching{*facts, *pid}) || !found.pidfd.is_open()) return std::optional<StartingSupervisor>();
  return std::optional(std::move(found));
}

}  // namespace

Result<std::optional<StartingSupervisor>> find_starting(const state::Container& container) {
  return find_launching(container, [](const state::ContainerState&, state::Status status, const Launching&) {
    return status == state::Status::starting;
  });
}

Result<std::optional<StartingSupervisor>> find_before_program(const state::Container& container) {
  // The launcher sleeps until its first process has become the program, and ends then. Another process may have its pid by now,
  // and be a child of the same supervisor (an exec): that one is younger than the first process.
  return find_launching(container, [](const state::ContainerState& state, state::Status status, const Launching& found) {
    return status == state::Status::running && state.run && state.run->supervisor_pid == found.supervisor &&
           found.launcher.start_time <= state.run->start_time;
  });
}

Result<void> abort_start(Context& context, const state::Container& container, const StartingSupervisor& supervisor) {
  const auto deadline = Clock::now() + patience;
  // Stopped first: asleep in the launcher's stead it would end with the launcher, and its other children would get away.
  TRY(sys::signal_process(supervisor.pidfd, SIGSTOP));
  auto remaining = kill_children(supervisor.pid, deadline);
  TRY(sys::signal_process(supervisor.pidfd, SIGKILL));
  TRY_ASSIGN(const auto left, std::move(remaining));
  if (!left.empty())
    return std::unexpected(Error(ErrorKind::timed_out, fmt::format("process {} of its start does not end", fmt::join(left, ", ")))
                               .with_hint("it waits in the kernel, as for a file system that does not answer: see /proc/PID/stack"));
  TRY_ASSIGN(const bool has_ended, sys::wait_for_end(supervisor.pidfd, left_until(deadline)));
  if (!has_ended) return fail(ErrorKind::timed_out, "its supervisor (process {}) does not end", supervisor.pid);
  return undo_start(context, container);
}

void record_failed_start(const state::Container& container, const Error& error) {
  auto state = container.state();
  if (!state) return;
  state->error = error.text();
  // A program that never ran leaves no run: the container still is as it was created.
  if (state->run && !state->exit) state->run.reset();
  (void)container.write_state(*state, sys::Sync::no);
}

}  // namespace skiff::engine
