#include <skiff/engine/volume.hpp>

#include "context.hpp"
#include "volume_filter.hpp"

namespace skiff::engine {

Result<base::json::value> inspect_volume(Context& context, const std::string& name) {
  TRY_ASSIGN(const state::VolumeRecord record, context.volumes().record(name));
  return base::to_json(volume_view(context, record.name.empty() ? name : record.name));
}

}  // namespace skiff::engine
