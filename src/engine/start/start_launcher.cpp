#include "start_launcher.hpp"

#include <csignal>
#include <sched.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <skiff/base/packed_error.hpp>
#include <skiff/storage/layers.hpp>
#include <skiff/storage/root_filesystem.hpp>
#include <skiff/supervisor/protocol.hpp>
#include <skiff/sys/file.hpp>
#include <skiff/sys/mount.hpp>
#include <skiff/sys/namespace.hpp>
#include <skiff/sys/process.hpp>
#include <skiff/sys/rooted.hpp>
#include <skiff/sys/socket.hpp>

#include "hidden_memory.hpp"
#include "identity_files.hpp"
#include "image_user.hpp"
#include "mount_order.hpp"
#include "runtime_config.hpp"
#include "supervise.hpp"
#include "supervisor_messages.hpp"
#include "sweep.hpp"

namespace skiff::engine {

namespace {

/// A container that has just ended still closes its root file system (the kernel syncs it): a start waits for that.
constexpr std::chrono::seconds alive_patience{60};

/// Tracking by cgroup where this user may make one; by pidfd and pid namespace elsewhere.
std::optional<sys::Cgroup> make_own_cgroup(const std::optional<sys::CgroupHome>& home, const state::Container& container,
                                           const sys::Fd& runtime_directory) {
  if (!home) return std::nullopt;
  const std::string name = own_cgroup_name(container.id());
  // Noted before it is made: the run facts come later, and are gone with a container that removes itself.
  const std::string path = (home->path == "/" ? "" : home->path) + "/" + name;
  // A torn note is one of no cgroup.
  if (!sys::write_file(runtime_directory, cgroup_note_name, path)) return std::nullopt;
  auto made = sys::make_cgroup(*home, name);
  if (!made && made.error().kind() == ErrorKind::exists) {
    // Of a run whose supervisor was killed. Not used again: newer kernels kill what is cloned into a
    // cgroup that was killed before.
    if (!discard_cgroup(path)) return std::nullopt;
    made = sys::make_cgroup(*home, name);
  }
  if (!made) return std::nullopt;
  return *std::move(made);
}

}  // namespace

StartOutcome StartLauncher::run(const sys::Fd& control, const sys::ProcessTitle& title) {
  // The supervisor's signal mask suits the launcher: blocked signals wait for the loop, and the first process resets its own.
  // Done while the command looks for the image and writes the record.
  auto prepared = prepare();
  // If the supervisor dies, the launcher must too: it holds the first process's gate open. Set after the last id change, which
  // clears it.
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  StartOutcome outcome;
  outcome.result = receive(control, outcome);
  if (!outcome.is_ordered || !outcome.result) return outcome;
  const std::string name = outcome.container.known_name();
  title.set(fmt::format("{} of {}", supervisor_title, name.empty() ? outcome.container.id().substr(0, 12) : name));
  outcome.result = take_over(outcome);
  if (outcome.result) outcome.result = std::move(prepared);
  if (outcome.result) outcome.result = start(control, outcome);
  return outcome;
}

Result<void> StartLauncher::prepare() {
  // Asked before: from inside of U the host's processes cannot be seen where /proc hides others' (hidepid).
  TRY_ASSIGN(supervisor_facts_, sys::facts_of(supervisor_));
  TRY_ASSIGN(boot_, sys::boot_identity());
  TRY(join_user_namespace(launch_));
  ids_ = launch_.context.is_rootful ? MappedIds::all() : MappedIds::read();
  if (auto home = sys::own_cgroup()) cgroup_home_ = *std::move(home);
  // The store is walked to by path once, here: the kernel makes overlays only of what was opened in this namespace.
  TRY(sys::unshare_namespaces(CLONE_NEWNS));
  TRY(sys::make_mounts_slave());
  TRY_ASSIGN(store_, sys::open_directory(launch_.context.roots.root_path));
  return {};
}

/// The one that the command has made meanwhile.
Result<void> StartLauncher::enter_network(const sys::Fd& control) const {
  if (!has_own_network_) return {};
  TRY_ASSIGN(const sys::Message made, sys::receive_message(control, max_network_message));
  if (made.bytes.empty()) return fail(ErrorKind::interrupted, "the start was interrupted: its command was killed");
  if (made.descriptors.empty()) return std::unexpected(base::unpack_error(made.bytes));
  return sys::join_namespaces(made.descriptors[0], CLONE_NEWNET);
}

/// What the command says.
Result<void> StartLauncher::receive(const sys::Fd& control, StartOutcome& outcome) {
  auto order = sys::receive_message(control, sizeof(StartMessage));
  if (!order || order->bytes.size() != sizeof(StartMessage) || order->descriptors.size() != 2) return {};
  outcome.is_ordered = true;
  const auto message = supervisor::unpack<StartMessage>(order->bytes);
  outcome.attach_flags = message.attach_flags;
  outcome.connection = std::move(order->descriptors[0]);
  lock_ = std::move(order->descriptors[1]);
  size_ = {message.rows, message.columns};
  has_own_network_ = message.has_own_network != 0;
  TRY_ASSIGN(outcome.container, launch_.context.containers().open(text_of(message.id), text_of(message.name)));
  container_ = &outcome.container;
  return {};
}

/// From here on the container is this supervisor's.
Result<void> StartLauncher::take_over(StartOutcome& outcome) {
  auto alive = container_->take_alive(alive_patience);
  lock_.close();
  TRY_ASSIGN(outcome.alive, std::move(alive));
  return {};
}

Result<void> StartLauncher::start(const sys::Fd& control, StartOutcome& outcome) {
  TRY_ASSIGN(const sys::Fd runtime_directory, container_->make_runtime_directory());
  TRY_ASSIGN(outcome.listener, sys::listen_at(runtime_directory, std::string(supervisor::attach_socket_name)));
  outcome.cgroup = make_own_cgroup(cgroup_home_, *container_, runtime_directory);
  const sys::Cgroup* cgroup = outcome.cgroup ? &*outcome.cgroup : nullptr;
  TRY_ASSIGN(config_, container_->config());
  outcome.facts = SupervisedFacts(config_);
  TRY_ASSIGN(sys::Fd root, make_root());
  TRY_ASSIGN(const spec::User user, look_up_user(root, config_.process.user, ids_));
  const RuntimeFacts facts{.user = user,
                           .is_rootful = !launch_.user_namespace.is_open(),
                           .is_group_5_mapped = ids_.has_group(5),
                           .last_group = ids_.last_group(),
                           .rows = size_.rows,
                           .columns = size_.columns};
  TRY_ASSIGN(spec::OciRuntimeConfig runtime_config, make_runtime_config(config_, facts));
  TRY_ASSIGN(Mounts mounts, prepare_all_mounts(root, std::move(runtime_config.mounts)));
  TRY(enter_network(control));
  TRY(join_others());
  TRY_ASSIGN(outcome.root, root.duplicate());
  ProcessStreams streams;
  TRY_ASSIGN(runtime::Descriptors descriptors, streams.make(launch_, config_));
  if (cgroup != nullptr) descriptors.cgroup = cgroup->directory.get();
  descriptors.root = std::move(root);
  descriptors.is_mount_namespace_given = true;
  if (config_.has_init) descriptors.init = init_path_of(config_);
  descriptors.empty_directory = std::move(mounts.empty_directory);
  runtime_config.mounts.clear();
  for (PreparedMount& prepared : mounts.mounts) {
    runtime_config.mounts.push_back(std::move(prepared.mount));
    descriptors.mounts.push_back(std::move(prepared.source));
  }
  TRY_ASSIGN(const state::ContainerState former, container_->state());
  TRY_ASSIGN(state::ContainerState state, state_of_run(former, cgroup));
  TRY_ASSIGN(state::RunFieldOffsets places, container_->write_coming_run(std::move(state)));
  descriptors.pid_record = {.file = std::move(places.file), .pid_at = places.pid_at, .start_time_at = places.start_time_at};
  TRY_ASSIGN(descriptors.pid_record.proc, sys::open_directory("/proc"));
  // Until streams.finish() has seen that the first process has left this memory: exec wakes its waiters a moment before.
  const HiddenMemory hidden;
  auto launch = runtime::Launch::start_container(runtime_config, std::move(descriptors));
  if (!launch) {
    (void)container_->write_state(former, sys::Sync::no);  // nothing has run: what is known of the last run stands
    return std::unexpected(std::move(launch).error());
  }
  TRY_ASSIGN(outcome.child, streams.finish(*std::move(launch)));
  return {};
}

Result<sys::Fd> StartLauncher::make_root() const {
  TRY_ASSIGN(const storage::Layers layers, storage::Layers::open(store_, config_.id_map));
  TRY_ASSIGN(storage::LayerStack stack, layers.stack(config_.image.diff_ids, sys::Fd()));
  TRY_ASSIGN(const std::string mount_points, storage::mount_points_layer(store_, config_.id_map));
  storage::RootFilesystemParts parts;
  parts.lowers = std::move(stack.lowers);
  parts.lowers.push_back(mount_points);
  parts.upper = fmt::format("containers/{}/upper", config_.id);
  parts.work = fmt::format("containers/{}/work", config_.id);
  parts.is_volatile = config_.is_auto_removed;
  parts.has_user_attributes = launch_.user_namespace.is_open();
  return storage::make_root_filesystem(store_, parts);
}

Result<StartLauncher::Mounts> StartLauncher::prepare_all_mounts(const sys::Fd& root, std::vector<spec::OciMount> standard) const {
  const auto name = launch_.context.containers().name_of(*container_);
  const MountPlace place{launch_.context, store_, root};
  // First, as a source may be ROOT, or have it inside, over which the files of /etc are put.
  TRY_ASSIGN(std::vector<PreparedMount> users, prepare_mounts(place, config_));
  TRY_ASSIGN(std::vector<PreparedMount> writable, prepare_writable_places(place, config_));
  TRY_ASSIGN(IdentityFiles identity, prepare_identity_files(store_, config_, hostname_of(config_), name ? *name : std::string()));
  std::vector<PreparedMount> engines;
  for (spec::OciMount& mount : standard) engines.push_back({std::move(mount), sys::Fd()});
  TRY(replace_kernel_mounts(engines));
  std::ranges::move(identity.mounts, std::back_inserter(engines));
  Mounts result{std::move(engines), std::move(identity.empty_directory)};
  if (users.empty() && writable.empty()) return result;
  std::ranges::move(writable, std::back_inserter(result.mounts));
  TRY_ASSIGN(result.mounts, order_mounts(root, std::move(result.mounts), std::move(users)));
  return result;
}

/// In a user namespace the kernel mounts proc, sysfs and mqueue only for pid, network and ipc namespaces that this user
/// namespace owns: for the host's, the host's own mount is shown (of mqueue it may have none). A shared ipc namespace comes
/// with its /dev/shm. What is another's gets the attributes that the container's own would have, with all below it.
Result<void> StartLauncher::replace_kernel_mounts(std::vector<PreparedMount>& mounts) const {
  const auto replace = [&](const std::string& destination, Result<sys::Fd> source) -> Result<void> {
    if (!source) return std::unexpected(std::move(source).error());
    const auto at = [&](const PreparedMount& prepared) { return prepared.mount.destination == destination; };
    const auto found = std::ranges::find_if(mounts, at);
    if (found == mounts.end()) return {};
    TRY(set_attributes(*source, found->mount.options));
    found->source = *std::move(source);  // of its type still: what is known of the container's own holds for it
    return {};
  };
  const auto show_host = [&](const char* path) { return replace(path, sys::clone_mount(sys::Fd(), path, true)); };
  if (config_.ipc.mode == spec::NamespaceMode::host) TRY(show_host("/dev/shm"));
  if (config_.ipc.mode == spec::NamespaceMode::container) {
    TRY_ASSIGN(const Other other, open_other(config_.ipc.container));
    TRY(replace("/dev/shm", copy_mount_of_process(other.init, "/dev/shm")));
  }
  if (!launch_.user_namespace.is_open()) return {};
  TRY_ASSIGN(const bool is_pid_hosts, is_hosts(config_.pid.mode, config_.pid.container, CLONE_NEWPID));
  if (is_pid_hosts) TRY(show_host("/proc"));
  TRY_ASSIGN(const bool is_network_hosts, is_hosts(config_.network.mode, config_.network.container, CLONE_NEWNET));
  if (is_network_hosts) TRY(show_host("/sys"));
  TRY_ASSIGN(const bool is_ipc_hosts, is_hosts(config_.ipc.mode, config_.ipc.container, CLONE_NEWIPC));
  if (is_ipc_hosts)
    std::erase_if(mounts, [](const PreparedMount& prepared) { return prepared.mount.destination == "/dev/mqueue"; });
  return {};
}

/// The first process of another container, which must live in the same user namespace.
Result<StartLauncher::Other> StartLauncher::open_other(const std::string& id) const {
  TRY_ASSIGN(const state::Container other, launch_.context.containers().open(id));
  TRY_ASSIGN(const state::ContainerState state, other.state());
  TRY_ASSIGN(auto init, other.open_init(state));
  if (!init) return fail(ErrorKind::wrong_state, "cannot join container {}: it is not running", id.substr(0, 12));
  if (state.run->user_namespace != launch_.user_namespace_inode)
    return std::unexpected(
        Error(ErrorKind::unsupported, fmt::format("cannot join container {}: it lives in another user namespace", id.substr(0, 12)))
            .with_hint("its id map has changed since it was started: restart it first"));
  return Other{*std::move(init), state.run->pid};
}

Result<void> StartLauncher::join_others() const {
  const auto join = [&](const std::string& id, int kind) -> Result<void> {
    TRY_ASSIGN(const Other other, open_other(id));
    TRY_ASSIGN(const int kinds, sys::namespaces_to_join(other.pid, kind));
    auto joined = kinds == 0 ? Result<void>() : sys::join_namespaces(other.init, kinds);
    if (!joined) return fail_with(std::move(joined).error(), "container {}", id.substr(0, 12));
    return {};
  };
  if (config_.network.mode == spec::NetworkMode::container) TRY(join(config_.network.container, CLONE_NEWNET));
  if (config_.ipc.mode == spec::NamespaceMode::container) TRY(join(config_.ipc.container, CLONE_NEWIPC));
  if (config_.pid.mode == spec::NamespaceMode::container) TRY(join(config_.pid.container, CLONE_NEWPID));
  return {};
}

/// What can be said of the run before there is a process, which adds its own pid and start time.
Result<state::ContainerState> StartLauncher::state_of_run(state::ContainerState state, const sys::Cgroup* cgroup) const {
  state::RunFacts run;
  // Never another process's facts: it would be asked for the user namespace.
  if (getppid() != supervisor_) return fail(ErrorKind::interrupted, "the container's supervisor was killed");
  run.supervisor_pid = supervisor_facts_.pid;
  run.supervisor_start_time = supervisor_facts_.start_time;
  run.user_namespace = launch_.user_namespace_inode;
  run.boot_id = boot_.boot_id;
  run.machine_id = boot_.machine_id;
  run.runroot = launch_.context.roots.runroot_path;
  if (cgroup != nullptr) run.cgroup = cgroup->path;
  run.started = base::now();
  state.run = run;
  state.exit.reset();
  state.error.clear();
  return state;
}

}  // namespace skiff::engine
