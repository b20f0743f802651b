#include <skiff/engine/container.hpp>

#include "end_containers.hpp"
#include "sweep.hpp"

namespace skiff::engine {

namespace {

/// Whether it was removed. One that runs, is being started, or changes at the moment is left alone.
Result<bool> prune_one(Context& context, const state::Container& container) {
  auto lock = container.lock(std::chrono::milliseconds(0));
  if (!lock) return false;
  const auto config = container.config();
  if (!config && config.error().kind() != ErrorKind::corrupt) return false;
  const auto state = container.state();
  if (!state && state.error().kind() != ErrorKind::corrupt) return false;
  TRY_ASSIGN(const bool is_supervised, container.has_supervisor());
  if (is_supervised) return false;
  if (state) {
    TRY_ASSIGN(const state::Status status, container.status(*state));
    if (status != state::Status::created && status != state::Status::exited) return false;
  }
  TRY(discard(context, container, *std::move(lock)));
  return true;
}

}  // namespace

Result<std::vector<std::string>> prune_containers(Context& context) {
  TRY(context.check_writable());
  sweep(context);
  const state::Containers containers = context.containers();
  TRY_ASSIGN(const auto ids, containers.ids());
  std::vector<std::string> removed;
  for (const std::string& id : ids) {
    const auto container = containers.open(id);
    if (!container) continue;
    const auto pruned = prune_one(context, *container);
    if (!pruned) context.warn(pruned.error().text());
    if (pruned.value_or(false)) removed.push_back(id);
  }
  return removed;
}

}  // namespace skiff::engine
