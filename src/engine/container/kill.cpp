#include <skiff/engine/container.hpp>

#include "context.hpp"
#include "sweep.hpp"

namespace skiff::engine {

namespace {

Result<void> kill_one(Context& context, const std::string& name, int signal) {
  TRY_ASSIGN(const state::Container container, context.containers().find(name));
  TRY_ASSIGN(const state::ContainerState state, container.state());
  TRY_ASSIGN(const auto init, container.open_init(state));
  if (!init) {
    TRY_ASSIGN(state::Status status, container.status(state));
    // Its supervisor may not have recorded the end yet.
    if (status == state::Status::running) status = state::Status::exited;
    return fail(ErrorKind::wrong_state, "can only kill running containers. {} is in state {}: container state improper",
                container.id(), state::status_word(status));
  }
  if (auto sent = sys::signal_process(*init, signal); !sent)
    return fail_with(std::move(sent).error(), "container {}", container.id().substr(0, 12));
  return {};
}

}  // namespace

std::vector<NamedResult> kill(Context& context, const std::vector<std::string>& names, int signal) {
  sweep(context);
  std::vector<NamedResult> results;
  for (const std::string& name : names) results.push_back({name, kill_one(context, name, signal)});
  return results;
}

}  // namespace skiff::engine
