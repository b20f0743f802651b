#include <skiff/base/text.hpp>
#include <skiff/engine/container.hpp>

#include <csignal>
#include <poll.h>

#include "attach/signal_catcher.hpp"
#include "start/abort_start.hpp"
#include "sweep.hpp"

namespace skiff::engine {

namespace {

/// How long a start may take until it is ended in the place of its program.
constexpr std::chrono::milliseconds program_patience{500};

/// Its first process; nothing if it has none. A start under way gets a moment to come to it.
Result<std::optional<sys::Fd>> open_first_process(const state::Container& container, state::ContainerState& state) {
  const auto deadline = std::chrono::steady_clock::now() + program_patience;
  while (true) {
    TRY_ASSIGN(state, container.state());
    TRY_ASSIGN(auto init, container.open_init(state));
    if (init) return init;
    TRY_ASSIGN(const state::Status status, container.status(state));
    if (status != state::Status::starting || std::chrono::steady_clock::now() >= deadline) return init;
    poll(nullptr, 0, 5);
  }
}

/// The supervisor of a start whose first process does not become its program: a signal would wait for it there.
Result<std::optional<StartingSupervisor>> find_hanging(const state::Container& container) {
  const auto deadline = std::chrono::steady_clock::now() + program_patience;
  while (true) {
    TRY_ASSIGN(auto supervisor, find_before_program(container));
    if (!supervisor || std::chrono::steady_clock::now() >= deadline) return supervisor;
    poll(nullptr, 0, 5);
  }
}

Result<void> kill_one(Context& context, const std::string& name, int signal) {
  TRY_ASSIGN(const state::Container container, context.containers().find(name));
  state::ContainerState state;
  TRY_ASSIGN(const auto init, open_first_process(container, state));
  if (!init) {
    if (SignalCatcher::is_end(signal) || signal == SIGKILL) {
      TRY_ASSIGN(const auto supervisor, find_starting(container));
      if (supervisor) return abort_start(context, container, *supervisor);
    }
    return fail(ErrorKind::wrong_state, "cannot kill {}: it is not running", name);
  }
  if (SignalCatcher::is_end(signal)) {
    TRY_ASSIGN(const auto supervisor, find_hanging(container));
    if (supervisor) return abort_start(context, container, *supervisor);
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
