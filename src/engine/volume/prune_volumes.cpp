#include <skiff/base/text.hpp>
#include <skiff/engine/volume.hpp>

#include "context.hpp"
#include "sweep.hpp"
#include "volume_use.hpp"

namespace skiff::engine {

Result<std::vector<std::string>> prune_volumes(Context& context, const PruneVolumesOptions& options) {
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
  std::vector<std::string> removed;
  for (const VolumeView& volume : volumes) {
    if (!is_all && !volume.anonymous) continue;
    auto one = remove_unused_volume(context, volume.name);
    const bool is_passed_over = !one && (one.error().kind() == ErrorKind::in_use || one.error().kind() == ErrorKind::not_found);
    if (is_passed_over) continue;
    TRY(std::move(one));
    removed.push_back(volume.name);
  }
  return removed;
}

}  // namespace skiff::engine
