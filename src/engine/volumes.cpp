#include <skiff/engine/volume.hpp>

#include <skiff/engine/container.hpp>

#include "opened_context.hpp"
#include "sweep.hpp"
#include "volume_use.hpp"

namespace skiff::engine {

Result<std::string> create_volume(Context& context, const std::string& name,
                                  const std::map<std::string, std::string>& labels) {
  sweep(context);
  state::VolumeRecord record;
  record.name = name.empty() ? sys::random_id() : name;
  record.is_anonymous = name.empty();
  record.created = base::now();
  record.labels = labels;
  TRY(context.volumes().create(record));
  return record.name;
}

Result<std::vector<VolumeSummary>> list_volumes(Context& context) {
  TRY_ASSIGN(const auto names, context.volumes().names());
  std::vector<VolumeSummary> rows;
  for (const std::string& name : names) rows.push_back({.name = name, .driver = "local"});
  return rows;
}

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

Result<void> remove_volume(Context& context, const std::string& name, bool is_forced) {
  sweep(context);
  if (is_forced) {
    // As podman does: the containers that use it go first.
    TRY_ASSIGN(const auto users, volume_users(context));
    if (const auto found = users.find(name); found != users.end()) {
      for (NamedResult& removed : remove(context, found->second, {.is_forced = true}))
        if (!removed.result && removed.result.error().kind() != ErrorKind::not_found) return std::move(removed.result);
    }
  }
  return remove_unused_volume(context, name);
}

}  // namespace skiff::engine
