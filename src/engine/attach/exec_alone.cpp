#include "exec_alone.hpp"

#include <csignal>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <skiff/supervisor/supervisor.hpp>
#include <skiff/sys/cgroup.hpp>
#include <skiff/sys/namespace.hpp>
#include <skiff/sys/process.hpp>
#include <skiff/sys/socket.hpp>

#include "start/launcher.hpp"

namespace skiff::engine {

namespace {

/// Owns one exec'd process in place of a container.
class ExecOwner final : public supervisor::Owner {
 public:
  void serve(supervisor::Supervisor& supervisor) { supervisor_ = &supervisor; }
  void stop_asked() override { (void)supervisor_->signal(SIGTERM); }
  Result<supervisor::PendingExec> begin_exec(sys::Fd) override {
    return fail(ErrorKind::unsupported, "this process serves one exec only");
  }
  Result<supervisor::Child> finish_exec(supervisor::PendingExec) override {
    return fail(ErrorKind::unsupported, "this process serves one exec only");
  }
  void process_ended(const sys::ExitStatus&) override {}
  void output_drained(const sys::ExitStatus&) override {}

 private:
  supervisor::Supervisor* supervisor_ = nullptr;
};

/// What the forked process works with; all of it opened before the fork.
struct Work {
  Context& context;
  const state::Container& container;
  const state::RunFacts& run;
  const sys::Fd& user_namespace;
  const sys::Fd& request;
  sys::Fd& connection;  ///< taken by the loop once there is one
  std::uint32_t flags = 0;
};

/// Starts the process and serves it to its end. Runs in: supervisor.
Result<void> serve(const Work& work) {
  const auto cgroup = work.run.cgroup.empty() ? std::optional<sys::Cgroup>() : [&] {
    auto opened = sys::open_cgroup(work.run.cgroup);
    return opened ? *std::move(opened) : std::nullopt;
  }();
  const LaunchPlace place{work.context, work.user_namespace, work.run.user_namespace};
  TRY_ASSIGN(sys::Fd request, work.request.duplicate());
  TRY_ASSIGN(Launching launching, begin_exec(place, work.container, cgroup ? &*cgroup : nullptr, std::move(request)));
  TRY_ASSIGN(Launched launched, receive_report(launching.report));
  supervisor::SupervisorOptions options;
  options.has_terminal = launched.report.has_terminal != 0;
  // Nobody else will connect: the socket loses its name at once.
  TRY_ASSIGN(const sys::Fd directory, work.container.open_runtime_directory());
  const std::string name = "exec-" + sys::random_id().substr(0, 16);
  TRY_ASSIGN(options.listener, sys::listen_at(directory, name));
  unlinkat(directory.get(), name.c_str(), 0);
  ExecOwner owner;
  TRY_ASSIGN(const auto supervisor, supervisor::Supervisor::make(std::move(options), owner));
  owner.serve(*supervisor);
  TRY(supervisor->adopt(std::move(work.connection), work.flags));
  supervisor::Child child{sys::Process(launched.report.pid, std::move(launched.pidfd)), std::move(launched.input),
                          std::move(launched.output), std::move(launched.error), std::move(launched.terminal)};
  TRY(supervisor->start(std::move(child)));
  return supervisor->run();
}

Result<sys::Fd> write_request(const spec::ExecConfig& request) {
  sys::Fd file(memfd_create("exec", MFD_CLOEXEC));
  if (!file.is_open()) return fail_errno(errno, "cannot make a file in memory");
  TRY(sys::write_all(file, base::json_text(base::to_json(request))));
  if (lseek(file.get(), 0, SEEK_SET) != 0) return fail_errno(errno, "cannot rewind a file in memory");
  return file;
}

/// Out of the first process, which has been the container's all along if its user namespace is the recorded one.
Result<sys::Fd> open_user_namespace(const state::RunFacts& run) {
  TRY_ASSIGN(sys::Fd user_namespace, sys::open_namespace(run.pid, "user"));
  TRY_ASSIGN(const std::uint64_t inode, sys::namespace_inode(user_namespace));
  if (inode != run.user_namespace) return fail(ErrorKind::wrong_state, "process {} is not the container's", run.pid);
  return user_namespace;
}

}  // namespace

Result<sys::Fd> exec_alone(Context& context, const state::Container& container, const state::ContainerState& state,
                           const spec::ExecConfig& request, std::uint32_t flags) {
  TRY_ASSIGN(const auto init, container.open_init(state));
  if (!init) return fail(ErrorKind::wrong_state, "container {} is not running", container.id().substr(0, 12));
  TRY_ASSIGN(const sys::Fd file, write_request(request));
  sys::Fd user_namespace;
  if (!context.is_rootful) {
    TRY_ASSIGN(user_namespace, open_user_namespace(*state.run));
  }
  TRY_ASSIGN(sys::FdPair connection, sys::make_socket_pair(SOCK_SEQPACKET));
  TRY_ASSIGN(sys::Process process, sys::fork_process());
  if (!process.is_valid()) {
    std::vector<int> keep{context.roots.root.get(), context.roots.runroot.get(), container.directory().get(),
                          user_namespace.get(), file.get(), connection.second.get()};
    if (!supervisor::become_supervisor(keep)) _exit(125);
    const auto served = serve({context, container, *state.run, user_namespace, file, connection.second, flags});
    if (!served && connection.second.is_open()) supervisor::send_error(connection.second, served.error());
    _exit(served ? 0 : 125);
  }
  (void)process.release();
  return std::move(connection.first);
}

}  // namespace skiff::engine
