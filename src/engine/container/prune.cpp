#include <algorithm>
#include <array>

#include <skiff/engine/container.hpp>
#include <skiff/engine/container_list.hpp>

#include "container_size.hpp"
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

Result<PrunedContainers> prune_containers(Context& context, const std::vector<spec::Filter>& filters, FileSizes sizes) {
  constexpr std::array<std::string_view, 3> keys = {"label", "label!", "until"};
  for (const spec::Filter& filter : filters)
    if (std::ranges::find(keys, filter.key) == keys.end()) return std::unexpected(spec::unknown_filter(filter.key, keys));
  TRY(context.check_writable());
  sweep(context);
  TRY_ASSIGN(const auto rows, list_containers(context, {.is_all = true, .filters = filters}));
  const state::Containers containers = context.containers();
  PrunedContainers pruned;
  for (const ContainerFacts& row : rows) {
    if (is_running(row)) continue;
    const auto container = containers.open(row.id);
    if (!container) continue;
    // Its files are counted before they are gone; one that is left alone after all frees nothing.
    const std::uint64_t size = sizes == FileSizes::counted ? stored_size(context, written_directory(row.id)) : 0;
    const auto removed = prune_one(context, *container);
    if (!removed) context.warn(removed.error().text());
    if (!removed.value_or(false)) continue;
    pruned.ids.push_back(row.id);
    pruned.freed += size;
  }
  return pruned;
}

}  // namespace skiff::engine
