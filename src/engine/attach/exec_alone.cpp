#include "exec_alone.hpp"

#include <skiff/supervisor/protocol.hpp>
#include <skiff/supervisor/supervisor.hpp>
#include <skiff/sys/cgroup.hpp>
#include <skiff/sys/namespace.hpp>
#include <skiff/sys/socket.hpp>

#include "attach_connection.hpp"
#include "start/exec_launcher.hpp"
#include "start/supervisor_process.hpp"

namespace skiff::engine {

namespace {

/// Owns one exec'd process in place of a container.
class ExecOwner final : public supervisor::Owner {
 public:
  ExecOwner(const LaunchContext& launch, const state::Container& container, std::optional<sys::Cgroup> cgroup)
      : launch_(launch), container_(container), cgroup_(std::move(cgroup)) {}
  void stop_asked() override {}  // what it serves is ended as any process is
  Result<supervisor::PendingExec> begin_exec(sys::Fd request) override {
    return engine::begin_exec(launch_, container_, cgroup_ ? &*cgroup_ : nullptr, std::move(request));
  }
  Result<supervisor::Child> finish_exec(const supervisor::PendingExec& pending) override {
    return engine::finish_exec(pending);
  }
  void process_ended(const sys::ExitStatus&) override {}
  void output_drained(const sys::ExitStatus&) override {}

 private:
  const LaunchContext& launch_;
  const state::Container& container_;
  const std::optional<sys::Cgroup> cgroup_;
};

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
  TRY_ASSIGN(const sys::Fd file, write_exec_request(request));
  sys::Fd user_namespace;
  if (!context.is_rootful) {
    TRY_ASSIGN(user_namespace, open_user_namespace(*state.run));
  }
  TRY_ASSIGN(SupervisorProcess supervisor, SupervisorProcess::execute_for_exec(context, user_namespace));
  return supervisor.exec(container, file, flags);
}

Result<void> serve_exec(const LaunchContext& launch, const sys::Fd& control, const sys::ProcessTitle& title) {
  TRY_ASSIGN(sys::Message order, sys::receive_message(control, sizeof(ExecMessage)));
  if (order.bytes.size() != sizeof(ExecMessage) || order.descriptors.size() != 2) return {};  // the command has ended
  const auto message = supervisor::unpack<ExecMessage>(order.bytes);
  const std::string name = text_of(message.name);
  title.set(fmt::format("skiff: exec in {}", name.empty() ? text_of(message.id).substr(0, 12) : name));
  sys::Fd connection = std::move(order.descriptors[0]);
  const auto tell = [&](Error error) {
    supervisor::send_error(connection, error);
    return std::unexpected(std::move(error));
  };
  const auto container = launch.context.containers().open(text_of(message.id), name);
  if (!container) return tell(container.error());
  const auto state = container->state();
  if (!state) return tell(state.error());
  Result<std::optional<sys::Cgroup>> cgroup = std::optional<sys::Cgroup>();
  if (state->run && !state->run->cgroup.empty()) cgroup = sys::open_cgroup(state->run->cgroup);
  ExecOwner owner(launch, *container, cgroup ? *std::move(cgroup) : std::nullopt);
  supervisor::SupervisorOptions options;
  options.has_container = false;
  const auto supervisor = supervisor::Supervisor::make(std::move(options), owner);
  if (!supervisor) return tell(supervisor.error());
  TRY((*supervisor)->adopt_exec(std::move(connection), std::move(order.descriptors[1]), message.attach_flags));
  return (*supervisor)->run();
}

}  // namespace skiff::engine
