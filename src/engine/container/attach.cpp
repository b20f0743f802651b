#include <skiff/engine/container.hpp>
#include <skiff/supervisor/protocol.hpp>

#include "attach/attach_connection.hpp"
#include "attach/attach_session.hpp"
#include "context.hpp"

namespace skiff::engine {

Result<AttachResult> attach(Context& context, const std::string& name, const Terminal& terminal) {
  TRY_ASSIGN(const state::Container container, context.containers().find(name));
  TRY_ASSIGN(const state::ContainerState state, container.state());
  TRY_ASSIGN(const state::Status status, container.status(state));
  if (status == state::Status::unsupervised)
    return fail(ErrorKind::wrong_state, "cannot attach to container {}: its supervisor was killed", name);
  if (!state::is_live(status))
    return std::unexpected(Error(ErrorKind::wrong_state, fmt::format("cannot attach to {}: it is not running", name))
                               .with_hint(fmt::format("skiff start -ai {} starts it and attaches", name)));
  TRY_ASSIGN(sys::Fd connection,
             connect_attach(container, terminal.is_input_wanted ? supervisor::attach_wants_input : 0));
  return attach_session(std::move(connection), terminal, {.is_joining = true});
}

}  // namespace skiff::engine
