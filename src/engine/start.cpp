#include <skiff/engine/container.hpp>

#include <skiff/supervisor/protocol.hpp>
#include <skiff/sys/idmap.hpp>
#include <skiff/sys/process.hpp>
#include <skiff/sys/terminal.hpp>

#include "attach_connection.hpp"
#include "attach_session.hpp"
#include "ending.hpp"
#include "exec_alone.hpp"
#include "id_map_name.hpp"
#include "make_container.hpp"
#include "supervise.hpp"

namespace skiff::engine {

namespace {

/// What the first client of a start wants: the caller's streams, or only to hear that it runs.
SupervisorProcess::Start first_client(const std::optional<Terminal>& terminal) {
  SupervisorProcess::Start start;
  if (!terminal) {
    start.attach_flags = supervisor::attach_without_output;
    return start;
  }
  start.attach_flags = supervisor::attach_is_lossless;
  if (terminal->is_input_wanted) start.attach_flags |= supervisor::attach_wants_input;
  if (const auto size = sys::window_size(terminal->output)) {
    start.rows = size->rows;
    start.columns = size->columns;
  }
  return start;
}

/// Tells the supervisor to start, and stays until the container ends where there are streams to join.
Result<AttachResult> start_and_attach(SupervisorProcess& supervisor, state::LockedContainer container,
                                      const std::optional<Terminal>& terminal) {
  TRY_ASSIGN(sys::Fd connection, supervisor.start(std::move(container), first_client(terminal)));
  if (terminal) return attach_session(std::move(connection), *terminal);
  TRY(wait_until_attached(connection));
  return AttachResult{};
}

/// A container to start, under its lock, once the end of its last run is recorded.
struct Startable {
  state::LockedContainer locked;
  state::Status status{};
};

Result<Startable> find_to_start(Context& context, const std::string& name) {
  while (true) {
    TRY_ASSIGN(state::Container container, context.containers().find(name));
    TRY_ASSIGN(sys::FileLock lock, container.lock(std::chrono::seconds(30)));
    TRY_ASSIGN(const state::ContainerState state, container.state());
    TRY_ASSIGN(const state::Status status, container.status(state));
    TRY_ASSIGN(const auto init, container.open_init(state));
    if (status != state::Status::running || init) return Startable{{std::move(container), std::move(lock)}, status};
    // Its process is gone and its supervisor, which may want the lock, is about to say so.
    { const sys::FileLock released = std::move(lock); }
    TRY(std::move(end_containers(context, {{.name = name, .container = &container, .signal = 0}}).front()));
  }
}

}  // namespace

Result<std::string> create(Context& context, const ContainerRequest& request) {
  std::string map = "full";
  if (!context.is_rootful) {
    TRY_ASSIGN(const sys::IdMaps maps, sys::own_id_maps());
    TRY_ASSIGN(map, name_of_id_map(context.roots.root, maps));
  }
  TRY_ASSIGN(const state::LockedContainer made,
             make_container(context, request, {sys::random_id(), map, sys::Sync::yes}));
  return made.container.id();
}

Result<RunResult> run(Context& context, const ContainerRequest& request, const std::optional<Terminal>& terminal) {
  // The supervisor is forked first, while this process is small; all that follows it gets from the container's directory.
  TRY_ASSIGN(UserNamespace user_namespace, UserNamespace::acquire(context));
  TRY_ASSIGN(SupervisorProcess supervisor,
             SupervisorProcess::fork(context, user_namespace, request.config.network));
  TRY_ASSIGN(state::LockedContainer made,
             make_container(context, request, {sys::random_id(), user_namespace.map(), sys::Sync::no}));
  RunResult result{.id = made.container.id()};
  TRY_ASSIGN(result.attach, start_and_attach(supervisor, std::move(made), terminal));
  return result;
}

Result<AttachResult> start(Context& context, const std::string& name, const std::optional<Terminal>& terminal) {
  TRY_ASSIGN(Startable found, find_to_start(context, name));
  const state::Container& container = found.locked.container;
  if (state::is_live(found.status)) {
    { const sys::FileLock released = std::move(found.locked.lock); }
    if (!terminal) return AttachResult{};
    return attach(context, name, *terminal);
  }
  TRY_ASSIGN(UserNamespace user_namespace, UserNamespace::acquire(context));
  TRY_ASSIGN(const spec::ContainerConfig config, container.config());
  if (config.map != user_namespace.map())
    return std::unexpected(
        Error(ErrorKind::wrong_state, fmt::format("container {} was made for id map \"{}\", which is \"{}\" now", name,
                                                  config.map, user_namespace.map()))
            .with_hint("the subordinate ids of this user have changed since: restore its lines in /etc/subuid and /etc/subgid, "
                       "or make the container anew"));
  TRY_ASSIGN(SupervisorProcess supervisor, SupervisorProcess::fork(context, user_namespace, config.network));
  TRY(container.clear_last_run());
  return start_and_attach(supervisor, std::move(found.locked), terminal);
}

Result<AttachResult> attach(Context& context, const std::string& name, const Terminal& terminal) {
  TRY_ASSIGN(const state::Container container, context.containers().find(name));
  TRY_ASSIGN(const state::ContainerState state, container.state());
  TRY_ASSIGN(const state::Status status, container.status(state));
  if (status == state::Status::unsupervised)
    return fail(ErrorKind::wrong_state, "cannot attach to container {}: its supervisor was killed", name);
  if (!state::is_live(status)) return fail(ErrorKind::wrong_state, "you can only attach to running containers: {} is not", name);
  TRY_ASSIGN(sys::Fd connection,
             connect_attach(container, terminal.is_input_wanted ? supervisor::attach_wants_input : 0));
  return attach_session(std::move(connection), terminal, Redraw::wanted);
}

Result<AttachResult> exec(Context& context, const std::string& name, const spec::ExecConfig& request,
                          const std::optional<Terminal>& terminal) {
  TRY_ASSIGN(const state::Container container, context.containers().find(name));
  TRY_ASSIGN(const state::ContainerState state, container.state());
  TRY_ASSIGN(const state::Status status, container.status(state));
  if (!state::is_live(status))
    return fail(ErrorKind::wrong_state, "can only create exec sessions on running containers: container {} is not running",
                name);
  spec::ExecConfig sized = request;
  std::uint32_t flags = terminal ? supervisor::attach_is_lossless : supervisor::exec_is_detached;
  if (terminal) {
    if (terminal->is_input_wanted) flags |= supervisor::attach_wants_input;
    if (const auto size = sys::window_size(terminal->output)) {
      sized.rows = size->rows;
      sized.columns = size->columns;
    }
  }
  sys::Fd connection;
  if (status == state::Status::unsupervised) {
    if (!terminal) flags = supervisor::attach_without_output;
    TRY_ASSIGN(connection, exec_alone(context, container, state, sized, flags));
  } else {
    TRY_ASSIGN(connection, connect_exec(container, sized, flags));
  }
  if (terminal) return attach_session(std::move(connection), *terminal);
  TRY(wait_until_attached(connection));
  return AttachResult{};
}

}  // namespace skiff::engine
