#include "container_owner.hpp"

#include <csignal>
#include <unistd.h>

#include <skiff/storage/worker.hpp>
#include <skiff/sys/file.hpp>
#include <skiff/sys/process.hpp>
#include <skiff/sys/rooted.hpp>

#include "sweep.hpp"

namespace skiff::engine {

namespace {

supervisor::Child child_of(Launched& launched) {
  supervisor::Child child;
  child.process = sys::Process(launched.report.pid, std::move(launched.pidfd));
  child.input = std::move(launched.input);
  child.output = std::move(launched.output);
  child.error = std::move(launched.error);
  child.terminal = std::move(launched.terminal);
  return child;
}

}  // namespace

Result<void> ContainerOwner::take_alive(std::chrono::milliseconds patience) {
  TRY_ASSIGN(alive_, parts_.container.take_alive(patience));
  return {};
}

/// Tracking by cgroup where this user may make one; by pidfd and pid namespace elsewhere.
void ContainerOwner::make_own_cgroup(const sys::Fd& runtime_directory) {
  if (!parts_.cgroup_home) return;
  const sys::CgroupHome& home = *parts_.cgroup_home;
  const std::string name = own_cgroup_name(parts_.container.id());
  // Noted before it is made: the run facts come later, and are gone with a container that removes itself.
  const std::string path = (home.path == "/" ? "" : home.path) + "/" + name;
  // A torn note is one of no cgroup.
  if (!sys::write_file(runtime_directory, cgroup_note_name, path)) return;
  auto made = sys::make_cgroup(home, name);
  if (!made && made.error().kind() == ErrorKind::exists) {
    // Of a run whose supervisor was killed. Not used again: newer kernels (seen on 6.18) kill whoever is cloned into a
    // cgroup that was killed before.
    if (!discard_cgroup(path)) return;
    made = sys::make_cgroup(home, name);
  }
  if (made) cgroup_ = *std::move(made);
}

Result<supervisor::Child> ContainerOwner::launch(StartLauncher& launcher, const sys::Fd& runtime_directory,
                                                 sys::WindowSize size) {
  make_own_cgroup(runtime_directory);
  TRY_ASSIGN(Started started, launcher.start({parts_.container, cgroup_ ? &*cgroup_ : nullptr, size}));
  report_ = started.launched.report;
  root_ = std::move(started.root);
  return child_of(started.launched);
}

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
  const auto config = parts_.container.config();
  report_.is_auto_removed = config && config->is_auto_removed;
  report_.has_anonymous_volumes = config && std::ranges::any_of(config->mounts, &spec::MountSpec::is_anonymous);
  if (report_.is_auto_removed != 0) return hide();
  auto state = parts_.container.state();
  if (!state) return;
  state->error = error.text();
  // A program that never ran leaves no run: the container still is as it was created.
  if (state->run && !state->exit) state->run.reset();
  (void)parts_.container.write_state(*state, sys::Sync::no);
}

void ContainerOwner::sync_records() {
  if (report_.is_auto_removed != 0) return;
  auto process = sys::fork_process();
  if (!process) return;
  if (!process->is_valid()) {
    supervisor::restore_signals();
    int keep[] = {parts_.context.roots.root.get(), parts_.container.directory().get()};
    sys::close_all_except(keep);
    _exit(parts_.container.sync() ? 0 : 1);
  }
  (void)supervisor_->watch_child(*std::move(process), {});
}

void ContainerOwner::stop_asked() {
  if (kill_timer_ != 0) return;
  (void)supervisor_->signal(report_.stop_signal);
  if (report_.stop_timeout < 0) return;
  kill_timer_ = supervisor_->loop().after(std::chrono::seconds(report_.stop_timeout), [this] {
    kill_all();
    (void)supervisor_->signal(SIGKILL);
  });
}

Result<supervisor::PendingExec> ContainerOwner::begin_exec(sys::Fd request) {
  TRY_ASSIGN(Launching launching,
             engine::begin_exec(place(), parts_.container, cgroup_ ? &*cgroup_ : nullptr, std::move(request)));
  return supervisor::PendingExec{std::move(launching.launcher), std::move(launching.report)};
}

Result<supervisor::Child> ContainerOwner::finish_exec(supervisor::PendingExec pending) {
  TRY_ASSIGN(Launched launched, receive_report(pending.report));
  (void)pending.launcher.release();  // it has nothing more to do: reaped as an orphan
  return child_of(launched);
}

void ContainerOwner::process_ended(const sys::ExitStatus&) {
  if (kill_timer_ != 0) supervisor_->loop().cancel(kill_timer_);
  // What the first process left behind (it had no pid namespace of its own) ends with it.
  kill_all();
}

void ContainerOwner::output_drained(const sys::ExitStatus& status) {
  // The clients hear of the end first: closing the root file system may take the kernel a tenth of a second.
  supervisor_->loop().after(std::chrono::nanoseconds(0), [this] { clean_up(); });
  if (report_.is_auto_removed != 0) return hide();
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
  if (cgroup_) (void)sys::kill_cgroup(*cgroup_);
}

void ContainerOwner::hide() {
  const auto lock = parts_.container.lock(std::chrono::seconds(5));
  // Whoever holds it for so long is removing the container; what is left is swept by the next command.
  if (!lock) return;
  is_hidden_ = parts_.context.containers().move_to_trash(parts_.container).has_value();
}

void ContainerOwner::clean_up() {
  if (!alive_) return;
  // While the launcher is about to end it is in the container's mount namespace, and so has its root file system mounted.
  if (launcher_.is_valid()) (void)launcher_.wait();
  root_.close();
  if (cgroup_) {
    (void)sys::wait_until_empty(*cgroup_, std::chrono::seconds(2));
    (void)sys::remove_cgroup(*cgroup_);
  }
  if (is_hidden_) {
    parts_.context.containers().free_name(parts_.container);
    (void)remove_trash(parts_.context, parts_.container.id(),
                       {&parts_.user_namespace, report_.has_anonymous_volumes != 0});
  } else if (const auto directory = sys::open_directory_at(parts_.context.roots.runroot, "containers")) {
    (void)sys::remove_tree(*directory, parts_.container.id());
  }
  alive_.reset();
}

}  // namespace skiff::engine
