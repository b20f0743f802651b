#include <skiff/engine/volume.hpp>

#include "context.hpp"
#include "volume_filter.hpp"

namespace skiff::engine {

Result<std::vector<VolumeView>> list_volumes(Context& context, const std::vector<spec::Filter>& filters) {
  TRY_ASSIGN(const auto names, context.volumes().names());
  TRY_ASSIGN(const auto selection, volume_selection(context, filters));
  std::vector<VolumeView> rows;
  for (const std::string& name : names) {
    VolumeView row = volume_view(context, name);
    if (selection.holds(row)) rows.push_back(std::move(row));
  }
  return rows;
}

Result<bool> volume_exists(Context& context, const std::string& name) { return context.volumes().exists(name); }

}  // namespace skiff::engine
