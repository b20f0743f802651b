#include "launcher.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/image/store.hpp>
#include <skiff/net/attach.hpp>
#include <skiff/runtime/launch.hpp>
#include <skiff/runtime/seccomp_profile.hpp>
#include <skiff/spec/user.hpp>
#include <skiff/storage/layers.hpp>
#include <skiff/storage/root_filesystem.hpp>
#include <skiff/supervisor/protocol.hpp>
#include <skiff/supervisor/supervisor.hpp>
#include <skiff/sys/file.hpp>
#include <skiff/sys/idmap.hpp>
#include <skiff/sys/mount.hpp>
#include <skiff/sys/namespace.hpp>
#include <skiff/sys/rooted.hpp>
#include <skiff/sys/socket.hpp>

#include "container_mounts.hpp"
#include "image_user.hpp"
#include "runtime_config.hpp"

namespace skiff::engine {

namespace {

/// A LaunchOrder as bytes, followed by the cgroup's path; the cgroup's directory goes with it as a descriptor.
struct OrderHead {
  char id[64] = {};
  char name[256] = {};
  std::uint16_t rows = 0;
  std::uint16_t columns = 0;
};
constexpr std::size_t max_order = sizeof(OrderHead) + 4096;

Result<std::string> message_of(const LaunchOrder& order) {
  OrderHead head;
  const std::string& id = order.container.id();
  const std::string& name = order.container.known_name();
  if (id.size() != sizeof head.id || name.size() >= sizeof head.name || sizeof head + order.cgroup_path.size() > max_order)
    return fail(ErrorKind::internal, "an order to start container {} does not fit", id);
  id.copy(head.id, sizeof head.id);
  name.copy(head.name, sizeof head.name - 1);
  head.rows = order.rows;
  head.columns = order.columns;
  return std::string(supervisor::pack(head)) + order.cgroup_path;
}

/// Both sides of the process's streams.
struct Streams {
  sys::Fd inside_input, inside_output, inside_error;     ///< the process's
  sys::Fd outside_input, outside_output, outside_error;  ///< the supervisor's
};

Result<Streams> make_streams(bool has_terminal, bool is_interactive) {
  Streams streams;
  if (has_terminal) return streams;
  TRY_ASSIGN(sys::FdPair output, sys::make_pipe());
  TRY_ASSIGN(sys::FdPair error, sys::make_pipe());
  streams.outside_output = std::move(output.first);
  streams.inside_output = std::move(output.second);
  streams.outside_error = std::move(error.first);
  streams.inside_error = std::move(error.second);
  if (is_interactive) {
    TRY_ASSIGN(sys::FdPair input, sys::make_pipe());
    streams.inside_input = std::move(input.first);
    streams.outside_input = std::move(input.second);
  } else {
    streams.inside_input = sys::Fd(open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (!streams.inside_input.is_open()) return fail_errno(errno, "cannot open /dev/null");
  }
  return streams;
}

/// One start or exec, step by step. Runs in: launcher.
class Launcher {
 public:
  Launcher(const LaunchPlace& place, sys::Fd report) : place_(place), report_(std::move(report)) {}

  /// What needs no record; then waits for the order. False: its supervisor was told of no container.
  Result<bool> prepare(const spec::NetworkUse& network) {
    TRY(join_user_namespace());
    TRY(make_mount_namespace());
    if (net::has_own_namespace(network)) {
      TRY(sys::leave_namespaces(CLONE_NEWNET));
      TRY(net::attach(network));
    }
    TRY_ASSIGN(sys::Message message, sys::receive_message(report_, max_order));
    if (message.bytes.size() < sizeof(OrderHead)) return false;
    const auto head = supervisor::unpack<OrderHead>(message.bytes);
    TRY_ASSIGN(container_, place_.context.containers().open(std::string(head.id, sizeof head.id), head.name));
    cgroup_path_ = message.bytes.substr(sizeof head);
    rows_ = head.rows;
    columns_ = head.columns;
    if (!message.descriptors.empty()) cgroup_ = std::move(message.descriptors[0]);
    return true;
  }

  /// For exec, which has its order from the start.
  Result<void> accept(const LaunchOrder& order) {
    TRY_ASSIGN(container_, place_.context.containers().open(order.container.id(), order.container.known_name()));
    cgroup_path_ = order.cgroup_path;
    if (order.cgroup.is_open()) {
      TRY_ASSIGN(cgroup_, order.cgroup.duplicate());
    }
    return {};
  }

  Result<void> start() {
    TRY_ASSIGN(config_, container_.config());
    TRY_ASSIGN(sys::Fd root, make_root());
    const MappedIds ids = MappedIds::read();
    TRY_ASSIGN(const spec::User user, look_up_user(root, config_.process.user, ids));
    TRY_ASSIGN(spec::OciRuntimeConfig runtime_config, make_runtime_config(config_, facts_of_start(user, ids)));
    TRY_ASSIGN(std::vector<PreparedMount> mounts, prepare_all_mounts(root, runtime_config));
    TRY(join_others());
    TRY_ASSIGN(sys::Fd kept_root, root.duplicate());
    TRY_ASSIGN(runtime::Descriptors descriptors, make_descriptors(config_.process));
    descriptors.root = std::move(root);
    descriptors.is_mount_namespace_given = true;
    if (config_.has_init) descriptors.init = init_path;
    for (PreparedMount& prepared : mounts) {
      runtime_config.mounts.push_back(std::move(prepared.mount));
      descriptors.mounts.resize(runtime_config.mounts.size() - 1);
      descriptors.mounts.push_back(std::move(prepared.source));
    }
    descriptors.mounts.resize(runtime_config.mounts.size());
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);  // inherited by the clone, which may be born among others' processes
    TRY_ASSIGN(state::ContainerState state, state_of_run());
    TRY_ASSIGN(const sys::Fd proc, sys::open_directory("/proc"));
    TRY_ASSIGN(runtime::Launch launch, runtime::Launch::start_container(runtime_config, std::move(descriptors)));
    TRY(record_run(launch, proc, state));
    TRY(finish(std::move(launch), std::move(kept_root)));
    return {};
  }

  Result<void> exec(const sys::Fd& request_file) {
    TRY_ASSIGN(config_, container_.config());
    TRY_ASSIGN(const std::string text, sys::read_all(request_file, supervisor::max_exec_request));
    TRY_ASSIGN(const auto request, base::parse_record<spec::ExecConfig>(text));
    if (request.command.empty()) return fail(ErrorKind::invalid, "no command to run");
    TRY_ASSIGN(const state::ContainerState state, container_.state());
    TRY_ASSIGN(const auto init, container_.open_init(state));
    if (!init) return fail(ErrorKind::wrong_state, "container {} is not running", container_.id());
    TRY(join_user_namespace());
    TRY(join_container(*init));
    TRY_ASSIGN(const sys::Fd root, sys::open_directory("/"));
    TRY_ASSIGN(const spec::User user,
               look_up_user(root, request.user.empty() ? config_.process.user : request.user, MappedIds::read()));
    config_.process.has_terminal = request.has_terminal;
    config_.process.is_interactive = request.is_interactive;
    TRY_ASSIGN(runtime::Descriptors descriptors, make_descriptors(config_.process));
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    const spec::OciRuntimeProcess process = make_exec_process(config_, request, user);
    TRY_ASSIGN(runtime::Launch launch, runtime::Launch::start_joined(process, std::move(descriptors)));
    return finish(std::move(launch), sys::Fd());
  }

  Result<void> send_error(const Error& error) const {
    const LaunchReport report;
    std::string bytes(supervisor::pack(report));
    bytes += supervisor::pack_error(error);
    return sys::send_message(report_, bytes);
  }

 private:
  Result<void> join_user_namespace() const {
    if (!place_.user_namespace.is_open()) return {};
    return sys::join_namespaces(place_.user_namespace, CLONE_NEWUSER);
  }

  Result<void> make_mount_namespace() {
    // The store is walked to by path once, here: the kernel makes overlays only of what was opened in this namespace.
    TRY(sys::leave_namespaces(CLONE_NEWNS));
    TRY(sys::make_mounts_slave());
    TRY_ASSIGN(store_, sys::open_directory(place_.context.roots.root_path));
    return {};
  }

  Result<sys::Fd> make_root() {
    TRY_ASSIGN(const storage::Layers layers, storage::Layers::open(store_, config_.map));
    TRY_ASSIGN(storage::LayerStack stack, layers.stack(config_.image.diff_ids, sys::Fd()));
    TRY_ASSIGN(const std::string mount_points, storage::mount_points_layer(store_, config_.map));
    storage::RootFilesystem parts;
    parts.lowers = std::move(stack.lowers);
    parts.lowers.push_back(mount_points);
    parts.upper = fmt::format("containers/{}/upper", config_.id);
    parts.work = fmt::format("containers/{}/work", config_.id);
    parts.is_volatile = config_.is_auto_removed;
    parts.has_user_attributes = place_.user_namespace.is_open();
    return storage::make_root_filesystem(place_.context.roots.root_path, parts);
  }

  RuntimeFacts facts_of_start(const spec::User& user, const MappedIds& ids) const {
    RuntimeFacts facts;
    facts.user = user;
    facts.is_rootful = !place_.user_namespace.is_open();
    facts.is_group_5_mapped = ids.has_group(5);
    facts.rows = rows_;
    facts.columns = columns_;
    return facts;
  }

  Result<std::vector<PreparedMount>> prepare_all_mounts(const sys::Fd& root, spec::OciRuntimeConfig& runtime_config) {
    const auto name = place_.context.containers().name_of(container_);
    TRY_ASSIGN(std::vector<PreparedMount> mounts,
               prepare_identity_files(config_, hostname_of(config_), name ? *name : std::string()));
    TRY_ASSIGN(std::vector<PreparedMount> own, prepare_mounts({place_.context, store_, root}, config_));
    for (const PreparedMount& prepared : own)
      std::erase_if(runtime_config.mounts, [&](const spec::OciMount& standard) {
        return standard.destination == prepared.mount.destination;
      });
    TRY(add_shared_memory(mounts));
    TRY(replace_kernel_mounts(runtime_config, mounts));
    for (PreparedMount& prepared : own) mounts.push_back(std::move(prepared));
    return mounts;
  }

  /// A shared ipc namespace comes with its /dev/shm.
  Result<void> add_shared_memory(std::vector<PreparedMount>& mounts) {
    sys::Fd source;
    if (config_.ipc.mode == spec::NamespaceMode::host) {
      TRY_ASSIGN(source, sys::clone_mount(sys::Fd(), "/dev/shm", false));
    } else if (config_.ipc.mode == spec::NamespaceMode::container) {
      TRY_ASSIGN(const sys::Fd init, open_other(config_.ipc.container));
      TRY_ASSIGN(source, copy_mount_of_process(init, "/dev/shm"));
    } else {
      return {};
    }
    mounts.push_back({{"/dev/shm", "bind", "/dev/shm", {}}, std::move(source)});
    return {};
  }

  /// In a user namespace the kernel mounts proc, sysfs and mqueue only for pid, network and ipc namespaces that this user
  /// namespace owns: for the host's, the host's own mount is shown.
  Result<void> replace_kernel_mounts(spec::OciRuntimeConfig& runtime_config, std::vector<PreparedMount>& mounts) const {
    if (!place_.user_namespace.is_open()) return {};
    const auto replace = [&](const std::string& destination) -> Result<void> {
      const auto found = std::ranges::find(runtime_config.mounts, destination, &spec::OciMount::destination);
      if (found == runtime_config.mounts.end()) return {};
      TRY_ASSIGN(sys::Fd source, sys::clone_mount(sys::Fd(), destination, true));
      runtime_config.mounts.erase(found);
      mounts.insert(mounts.begin(), PreparedMount{{destination, "bind", destination, {}}, std::move(source)});
      return {};
    };
    if (config_.pid.mode == spec::NamespaceMode::host) TRY(replace("/proc"));
    if (config_.network.mode == spec::NetworkMode::host) {
      TRY(replace("/sys"));
      std::erase_if(runtime_config.mounts, [](const spec::OciMount& mount) { return mount.destination == "/sys/fs/cgroup"; });
    }
    if (config_.ipc.mode == spec::NamespaceMode::host) TRY(replace("/dev/mqueue"));
    return {};
  }

  /// The first process of another container, which must live in the same user namespace.
  Result<sys::Fd> open_other(const std::string& id) const {
    TRY_ASSIGN(const state::Container other, place_.context.containers().open(id));
    TRY_ASSIGN(const state::ContainerState state, other.state());
    TRY_ASSIGN(auto init, other.open_init(state));
    if (!init) return fail(ErrorKind::wrong_state, "cannot join container {}: it is not running", id.substr(0, 12));
    if (state.run->user_namespace != place_.user_namespace_inode)
      return std::unexpected(
          Error(ErrorKind::unsupported, fmt::format("cannot join container {}: it lives in another user namespace", id.substr(0, 12)))
              .with_hint("its id map has changed since it was started: restart it first"));
    return *std::move(init);
  }

  Result<void> join_others() const {
    const auto join = [&](const std::string& id, int kind) -> Result<void> {
      TRY_ASSIGN(const sys::Fd init, open_other(id));
      auto joined = sys::join_namespaces(init, kind);
      if (!joined) return fail_with(std::move(joined).error(), "container {}", id.substr(0, 12));
      return {};
    };
    if (config_.network.mode == spec::NetworkMode::container) TRY(join(config_.network.container, CLONE_NEWNET));
    if (config_.ipc.mode == spec::NamespaceMode::container) TRY(join(config_.ipc.container, CLONE_NEWIPC));
    if (config_.pid.mode == spec::NamespaceMode::container) TRY(join(config_.pid.container, CLONE_NEWPID));
    return {};
  }

  static Result<void> join_container(const sys::Fd& init) {
    return sys::join_namespaces(
        init, CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP);
  }

  Result<runtime::Descriptors> make_descriptors(const spec::ProcessConfig& process) {
    TRY_ASSIGN(streams_, make_streams(process.has_terminal, process.is_interactive));
    TRY_ASSIGN(sys::FdPair gate, sys::make_pipe());
    gate_ = std::move(gate.second);
    runtime::Descriptors descriptors;
    descriptors.gate = std::move(gate.first);
    descriptors.gate_writer = gate_.get();
    descriptors.input = std::move(streams_.inside_input);
    descriptors.output = std::move(streams_.inside_output);
    descriptors.error = std::move(streams_.inside_error);
    if (process.has_terminal) {
      TRY_ASSIGN(sys::FdPair terminal, sys::make_socket_pair(SOCK_SEQPACKET));
      terminal_ = std::move(terminal.first);
      descriptors.terminal = std::move(terminal.second);
    }
    descriptors.cgroup = std::move(cgroup_);
    descriptors.seccomp = config_.image.platform == "linux/386" ? runtime::default_seccomp_filter_for_i386()
                                                                : runtime::default_seccomp_filter();
    descriptors.is_initial_user_namespace = !place_.user_namespace.is_open();
    descriptors.is_setgroups_denied = config_.map == "single";
    return descriptors;
  }

  /// What can be said of the run before there is a process: afterwards "/" may be the container's.
  Result<state::ContainerState> state_of_run() const {
    TRY_ASSIGN(state::ContainerState state, container_.state());
    state::RunFacts run;
    TRY_ASSIGN(const sys::ProcessFacts parent, sys::facts_of(getppid()));
    run.supervisor_pid = parent.pid;
    run.supervisor_start_time = parent.start_time;
    run.user_namespace_fd = place_.user_namespace.get();
    run.user_namespace = place_.user_namespace_inode;
    TRY_ASSIGN(const sys::BootIdentity boot, sys::boot_identity());
    run.boot_id = boot.boot_id;
    run.machine_id = boot.machine_id;
    run.cgroup = cgroup_path_;
    state.run = run;
    state.exit.reset();
    state.error.clear();
    return state;
  }

  /// Before the gate opens: whatever is killed from now on, the process can be found.
  Result<void> record_run(const runtime::Launch& launch, const sys::Fd& proc, state::ContainerState& state) const {
    TRY_ASSIGN(const sys::ProcessFacts process, sys::facts_of(proc, launch.pid()));
    state.run->started = base::now();
    state.run->pid = process.pid;
    state.run->start_time = process.start_time;
    return container_.write_state(state, sys::Sync::no);
  }

  /// Opens the gate, waits for exec and hands everything to the supervisor.
  Result<void> finish(runtime::Launch launch, sys::Fd root) {
    // A process that has failed already took its end of the gate with it: then its report says why.
    if (auto opened = sys::write_all(gate_, "g"); !opened && opened.error().errno_value() != EPIPE) return opened;
    TRY(launch.wait_started());
    LaunchReport report;
    report.is_started = 1;
    report.pid = launch.pid();
    report.has_terminal = config_.process.has_terminal;
    report.has_input = streams_.outside_input.is_open();
    report.is_auto_removed = config_.is_auto_removed;
    report.has_anonymous_volumes = std::ranges::any_of(config_.mounts, &spec::MountSpec::is_anonymous);
    report.has_log = config_.log_driver == spec::LogDriver::k8s_file;
    report.log_max_size = config_.log_max_size;
    report.stop_signal = config_.stop_signal;
    report.stop_timeout = config_.stop_timeout;
    std::vector<int> descriptors{launch.pidfd().get()};
    if (root.is_open()) descriptors.push_back(root.get());
    sys::Message terminal;
    if (report.has_terminal != 0) {
      TRY_ASSIGN(terminal, sys::receive_message(terminal_, 1));
      if (terminal.descriptors.empty()) return fail(ErrorKind::internal, "the container sent no terminal");
      descriptors.push_back(terminal.descriptors[0].get());
    } else {
      descriptors.push_back(streams_.outside_output.get());
      descriptors.push_back(streams_.outside_error.get());
      if (report.has_input != 0) descriptors.push_back(streams_.outside_input.get());
    }
    auto sent = sys::send_message(report_, supervisor::pack(report), descriptors);
    // Nobody is there to take the process: it must not run alone.
    if (!sent) (void)sys::signal_process(launch.pidfd(), SIGKILL);
    return sent;
  }

  const LaunchPlace& place_;
  sys::Fd report_;
  state::Container container_;
  sys::Fd cgroup_;
  std::string cgroup_path_;
  std::uint16_t rows_ = 0;
  std::uint16_t columns_ = 0;
  spec::ContainerConfig config_;
  sys::Fd store_;
  Streams streams_;
  sys::Fd gate_;      ///< writing end
  sys::Fd terminal_;  ///< receives the terminal's master
};

/// Forks a launcher. It keeps of its supervisor's descriptors what it needs: not the lock of the container, which it
/// would hold on to.
template <typename Task>
Result<Launching> begin(const LaunchPlace& place, std::vector<int> keep, Task task) {
  TRY_ASSIGN(sys::FdPair report, sys::make_socket_pair(SOCK_SEQPACKET));
  TRY_ASSIGN(sys::Process launcher, sys::fork_process());
  if (!launcher.is_valid()) {
    supervisor::restore_signals();
    std::signal(SIGPIPE, SIG_IGN);  // for the gate of a first process that has failed
    for (const int kept : {place.context.roots.root.get(), place.context.roots.runroot.get(), place.user_namespace.get(),
                           report.second.get()})
      keep.push_back(kept);
    sys::close_all_except(keep);
    // The other end is closed by number above: its owner must not close another's.
    (void)report.first.release();
    Launcher work(place, std::move(report.second));
    const Result<void> result = task(work);
    if (!result) (void)work.send_error(result.error());
    _exit(result ? 0 : 1);
  }
  return Launching{std::move(launcher), std::move(report.first)};
}

}  // namespace

Result<Launching> prepare_start(const LaunchPlace& place, const spec::NetworkUse& network) {
  return begin(place, {}, [&](Launcher& work) -> Result<void> {
    TRY_ASSIGN(const bool is_ordered, work.prepare(network));
    if (!is_ordered) _exit(0);
    return work.start();
  });
}

Result<void> order_start(const Launching& launching, const LaunchOrder& order) {
  TRY_ASSIGN(const std::string message, message_of(order));
  const int cgroup = order.cgroup.get();
  const std::span<const int> descriptors(&cgroup, order.cgroup.is_open() ? 1 : 0);
  auto sent = sys::send_message(launching.report, message, descriptors);
  // It may have failed in its preparation: then its report says why.
  if (!sent && sent.error().errno_value() != EPIPE && sent.error().errno_value() != ECONNRESET) return sent;
  return {};
}

Result<Launching> begin_exec(const LaunchPlace& place, const LaunchOrder& order, sys::Fd request) {
  return begin(place, {request.get(), order.cgroup.get()}, [&](Launcher& work) -> Result<void> {
    TRY(work.accept(order));
    return work.exec(request);
  });
}

Result<Launched> receive_report(const sys::Fd& report) {
  TRY_ASSIGN(sys::Message message, sys::receive_message(report, 16384));
  if (message.bytes.size() < sizeof(LaunchReport))
    return fail(ErrorKind::interrupted, "the start was interrupted: its launcher was killed");
  Launched launched;
  launched.report = supervisor::unpack<LaunchReport>(message.bytes);
  if (launched.report.is_started == 0)
    return std::unexpected(supervisor::unpack_error(std::string_view(message.bytes).substr(sizeof(LaunchReport))));
  auto next = message.descriptors.begin();
  const auto take = [&]() { return next == message.descriptors.end() ? sys::Fd() : std::move(*next++); };
  const std::size_t streams = launched.report.has_terminal != 0 ? 1 : launched.report.has_input != 0 ? 3 : 2;
  launched.pidfd = take();
  if (message.descriptors.size() == streams + 2) launched.root = take();
  if (launched.report.has_terminal != 0) {
    launched.terminal = take();
  } else {
    launched.output = take();
    launched.error = take();
    if (launched.report.has_input != 0) launched.input = take();
  }
  return launched;
}

}  // namespace skiff::engine
