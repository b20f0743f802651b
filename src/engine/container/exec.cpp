#include <skiff/engine/container.hpp>
#include <skiff/supervisor/protocol.hpp>

#include "attach/attach_connection.hpp"
#include "attach/attach_session.hpp"
#include "attach/exec_alone.hpp"
#include "context.hpp"

namespace skiff::engine {

Result<AttachResult> exec(Context& context, const std::string& name, const spec::ExecConfig& request,
                          const std::optional<Terminal>& terminal) {
  TRY(base::check_text(base::to_json(request)));
  TRY_ASSIGN(const state::Container container, context.containers().find(name));
  TRY_ASSIGN(const state::ContainerState state, container.state());
  TRY_ASSIGN(const state::Status status, container.status(state));
  if (!state::is_live(status))
    return std::unexpected(Error(ErrorKind::wrong_state, fmt::format("cannot exec in {}: it is not running", name))
                               .with_hint(fmt::format("skiff start {} starts it", name)));
  spec::ExecConfig sized = request;
  std::uint32_t flags = terminal ? supervisor::attach_is_lossless : supervisor::exec_is_detached;
  if (terminal) {
    if (terminal->is_input_wanted) flags |= supervisor::attach_wants_input;
    if (const auto size = caller_size(*terminal)) {
      sized.rows = size->rows;
      sized.columns = size->columns;
    }
  }
  sys::Fd connection;
  if (status == state::Status::unsupervised) {
    TRY_ASSIGN(connection, exec_alone(context, container, state, sized, flags));
  } else {
    TRY_ASSIGN(connection, connect_exec(container, sized, flags));
  }
  // An exec under way is ended by its supervisor when the connection closes.
  if (terminal) return attach_session(std::move(connection), *terminal, {.reader_gone = ReaderGone::close_stream, .abandon = [] {}});
  return wait_until_attached(connection);
}

}  // namespace skiff::engine
