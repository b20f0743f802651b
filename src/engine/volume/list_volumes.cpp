#include <skiff/engine/volume.hpp>

#include "context.hpp"

namespace skiff::engine {

Result<std::vector<VolumeSummary>> list_volumes(Context& context) {
  TRY_ASSIGN(const auto names, context.volumes().names());
  std::vector<VolumeSummary> rows;
  for (const std::string& name : names) rows.push_back({.name = name, .driver = "local"});
  return rows;
}

}  // namespace skiff::engine
