#include <skiff/base/text.hpp>
#include <skiff/engine/volume.hpp>

#include "container/container_size.hpp"
#include "context.hpp"
#include "sweep.hpp"
#include "volume_use.hpp"

namespace skiff::engine {

Result<PrunedVolumes> prune_volumes(Context& context, const PruneVolumesOptions& options) {
  // docker's way to say --all.
  bool is_all = options.is_all;
  std::vector<spec::Filter> filters;
  for (const spec::Filter& filter : options.filters) {
    if (filter.key != "all") {
      filters.push_back(filter);
      continue;
    }
    TRY_ASSIGN(is_all, spec::parse_truth(filter.value));
  }
  TRY_ASSIGN(const auto volumes, list_volumes(context, filters));
  sweep(context);
  PrunedVolumes pruned;
  for (const VolumeView& volume : volumes) {
    if (!is_all && !volume.anonymous) continue;
    // Its files are counted before they are gone.
    const std::uint64_t size = options.is_counting ? stored_size(context, fmt::format("volumes/{}/data", volume.name)) : 0;
    auto one = remove_unused_volume(context, volume.name);
    const bool is_passed_over = !one && (one.error().kind() == ErrorKind::in_use || one.error().kind() == ErrorKind::not_found);
    if (is_passed_over) continue;
    TRY(std::move(one));
    pruned.names.push_back(volume.name);
    pruned.freed += size;
  }
  return pruned;
}

}  // namespace skiff::engine
