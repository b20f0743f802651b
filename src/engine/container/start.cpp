#include <skiff/engine/container.hpp>

#include "end_containers.hpp"
#include "start/start_and_attach.hpp"
#include "user_namespace.hpp"

namespace skiff::engine {

namespace {

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

Result<AttachResult> start(Context& context, const std::string& name, const std::optional<Terminal>& terminal) {
  TRY(context.check_writable());
  TRY_ASSIGN(Startable found, find_to_start(context, name));
  const state::Container& container = found.locked.container;
  if (state::is_live(found.status)) {
    { const sys::FileLock released = std::move(found.locked.lock); }
    if (!terminal) return AttachResult{};
    return attach(context, name, *terminal);
  }
  TRY_ASSIGN(UserNamespace user_namespace, UserNamespace::acquire(context));
  TRY_ASSIGN(const spec::ContainerConfig config, container.config());
  if (config.id_map != user_namespace.map())
    return std::unexpected(
        Error(ErrorKind::wrong_state, fmt::format("container {} was made for id map \"{}\", which is \"{}\" now", name,
                                                  config.id_map, user_namespace.map()))
            .with_hint("the subordinate ids of this user have changed since: restore its lines in /etc/subuid and /etc/subgid, "
                       "or make the container anew"));
  TRY_ASSIGN(SupervisorProcess supervisor, SupervisorProcess::acquire(context, user_namespace));
  TRY(container.clear_stop_asked());
  return start_and_attach({context, supervisor, user_namespace, config.network}, std::move(found.locked),
                          {terminal, config.is_auto_removed});
}

}  // namespace skiff::engine
