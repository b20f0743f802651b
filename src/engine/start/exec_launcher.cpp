#include "exec_launcher.hpp"

#include <csignal>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <skiff/base/packed_error.hpp>
#include <skiff/supervisor/protocol.hpp>
#include <skiff/sys/namespace.hpp>
#include <skiff/sys/rooted.hpp>
#include <skiff/sys/socket.hpp>

#include "image_user.hpp"
#include "process_streams.hpp"
#include "runtime_config.hpp"

namespace skiff::engine {

namespace {

constexpr std::size_t max_report = 16384;

/// One message of the report socket; its descriptors are the pidfd and the supervisor's ends of the streams.
struct ExecReport {
  std::int32_t pid = 0;  ///< 0: nothing was started, and what follows the struct is base::pack_error()
  std::uint32_t has_terminal = 0;
  std::uint32_t has_input = 0;
};

Result<void> join_container(const state::Container& container) {
  TRY_ASSIGN(const state::ContainerState state, container.state());
  TRY_ASSIGN(const auto init, container.open_init(state));
  if (!init) return fail(ErrorKind::wrong_state, "container {} is not running", container.id().substr(0, 12));
  TRY_ASSIGN(const int shared, sys::namespaces_to_join(state.run->pid, CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC));
  return sys::join_namespaces(*init, CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWCGROUP | shared);
}

struct ExecLaunch {
  const LaunchContext& launch;
  const state::Container& container;
  const sys::Cgroup* cgroup;
  const sys::Fd& request;
  pid_t* pid;  ///< where the supervisor sees the process as soon as there is one
};

/// Runs in: launcher.
Result<supervisor::Child> launch_exec(const ExecLaunch& exec) {
  TRY_ASSIGN(spec::ContainerConfig config, exec.container.config());
  TRY_ASSIGN(const std::string text, sys::read_all(exec.request, supervisor::max_exec_request));
  TRY_ASSIGN(const auto request, base::parse_record<spec::ExecConfig>(text));
  if (request.command.empty()) return fail(ErrorKind::invalid, "no command to run");
  TRY(join_user_namespace(exec.launch));
  MappedIds ids = MappedIds::read();  // from the host's /proc: the container's has no launcher, or anything
  TRY(join_container(exec.container));
  ids.leave_host();
  TRY_ASSIGN(const sys::Fd root, sys::open_directory("/"));
  TRY_ASSIGN(const spec::User user,
             look_up_user(root, request.user.empty() ? config.process.user : request.user, ids));
  config.process.has_terminal = request.has_terminal;
  config.process.is_interactive = request.is_interactive;
  ProcessStreams streams;
  TRY_ASSIGN(runtime::Descriptors descriptors, streams.make(exec.launch, config));
  if (exec.cgroup != nullptr) descriptors.cgroup = exec.cgroup->directory.get();
  descriptors.pid = exec.pid;
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  const spec::OciRuntimeProcess process = make_exec_process(config, request, user);
  TRY_ASSIGN(runtime::Launch started, runtime::Launch::start_joined(process, std::move(descriptors)));
  return streams.finish(std::move(started));
}

Result<void> send_error(const sys::Fd& report, const Error& error) {
  return sys::send_message(report, std::string(supervisor::pack(ExecReport{})) + base::pack_error(error));
}

Result<void> send_child(const sys::Fd& report, const supervisor::Child& child) {
  std::vector<int> descriptors{child.process.pidfd().get()};
  for (const sys::Fd* stream : {&child.terminal, &child.output, &child.error, &child.input})
    if (stream->is_open()) descriptors.push_back(stream->get());
  const ExecReport message{child.process.pid(), child.terminal.is_open(), child.input.is_open()};
  auto sent = sys::send_message(report, supervisor::pack(message), descriptors);
  // Nothing is there to take the process: it must not run alone.
  if (!sent) (void)child.process.signal(SIGKILL);
  return sent;
}

}  // namespace

Result<supervisor::PendingExec> begin_exec(const LaunchContext& launch, const state::Container& container,
                                           const sys::Cgroup* cgroup, sys::Fd request) {
  TRY_ASSIGN(sys::FdPair report, sys::make_socket_pair(SOCK_SEQPACKET));
  TRY_ASSIGN(sys::SharedPid started, sys::SharedPid::make());
  TRY_ASSIGN(sys::Process launcher, sys::fork_process());
  if (launcher.is_valid())
    return supervisor::PendingExec{std::move(launcher), std::move(report.first), std::move(started)};
  supervisor::restore_signals();
  std::signal(SIGPIPE, SIG_IGN);  // for a report that nothing takes
  // Of the supervisor's descriptors it keeps what it needs: not the lock of the container, which it would hold on to.
  int keep[] = {launch.context.roots.root.get(), launch.context.roots.runroot.get(), launch.user_namespace.get(),
                report.second.get(), container.directory().get(),
                cgroup != nullptr ? cgroup->directory.get() : -1, request.get()};
  sys::close_all_except(keep);
  // The other end is closed by number above: its owner must not close another's.
  (void)report.first.release();
  auto child = launch_exec({launch, container, cgroup, request, started.place()});
  const auto told = child ? send_child(report.second, *child) : send_error(report.second, child.error());
  _exit(child && told ? 0 : 1);
}

Result<supervisor::Child> finish_exec(const supervisor::PendingExec& pending) {
  TRY_ASSIGN(sys::Message message, sys::receive_message(pending.report, max_report));
  if (message.bytes.size() < sizeof(ExecReport))
    return fail(ErrorKind::interrupted, "the start was interrupted: its launcher was killed");
  const auto report = supervisor::unpack<ExecReport>(message.bytes);
  if (report.pid == 0)
    return std::unexpected(base::unpack_error(std::string_view(message.bytes).substr(sizeof(ExecReport))));
  supervisor::Child child;
  sys::Fd pidfd;
  std::vector<sys::Fd*> wanted{&pidfd};
  if (report.has_terminal != 0)
    wanted.push_back(&child.terminal);
  else
    wanted.insert(wanted.end(), {&child.output, &child.error});
  if (report.has_input != 0) wanted.push_back(&child.input);
  if (message.descriptors.size() != wanted.size())
    return fail(ErrorKind::internal, "the launcher's report has {} descriptors", message.descriptors.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) *wanted[i] = std::move(message.descriptors[i]);
  child.process = sys::Process(report.pid, std::move(pidfd));
  return child;
}

}  // namespace skiff::engine
