#include <skiff/engine/volume.hpp>

#include "context.hpp"

namespace skiff::engine {

Result<base::json::value> inspect_volume(Context& context, const std::string& name) {
  const state::Volumes volumes = context.volumes();
  TRY_ASSIGN(const state::VolumeRecord record, volumes.record(name));
  base::json::object result;
  result["Name"] = name;
  result["Driver"] = "local";
  result["Mountpoint"] = volumes.data_path(name);
  result["CreatedAt"] = base::format_rfc3339(record.created);
  result["Labels"] = base::to_json(record.labels);
  result["Scope"] = "local";
  result["Options"] = base::json::object();
  if (record.is_anonymous) result["Anonymous"] = true;
  return base::json::value(std::move(result));
}

}  // namespace skiff::engine
