#pragma once

#include <map>
#include <string>
#include <vector>

#include <skiff/base/json.hpp>
#include <skiff/base/result.hpp>
#include <skiff/engine/context.hpp>
#include <skiff/spec/filter.hpp>
#include <skiff/spec/volume_source.hpp>

namespace skiff::engine {

struct VolumeRequest {
  std::map<std::string, std::string> labels;
  spec::VolumeOptions options;
};
/// Makes a volume; "" makes one with a random name. Its name. Errors: exists, invalid, unsupported.
Result<std::string> create_volume(Context& context, const std::string& name, const VolumeRequest& request = {});
Result<bool> volume_exists(Context& context, const std::string& name);

/// A volume as `inspect` and lists show it; its JSON has podman's and docker's member names.
struct VolumeView {
  static constexpr auto json_case = base::JsonCase::pascal;
  static constexpr bool json_keep_defaults = true;
  std::string name;
  std::string driver = "local";
  std::string mountpoint;
  base::Time created_at = base::no_time;
  std::map<std::string, std::string> labels;
  std::string scope = "local";
  std::map<std::string, std::string> options;  ///< of `volume create -o`
  bool anonymous = false;                      ///< made for one container, with a random name
};
BOOST_DESCRIBE_STRUCT(VolumeView, (), (name, driver, mountpoint, created_at, labels, scope, options, anonymous))

/// Sorted by name; one whose record cannot be read has its name only. Filters: dangling, name, driver, label, opt, scope,
/// anonymous, since, until. Errors: invalid (a filter), not_found (a volume that a filter names).
Result<std::vector<VolumeView>> list_volumes(Context& context, const std::vector<spec::Filter>& filters = {});
Result<base::json::value> inspect_volume(Context& context, const std::string& name);
struct PruneVolumesOptions {
  bool is_all = false;  ///< also volumes that were given a name
  std::vector<spec::Filter> filters;
  bool is_counting = false;  ///< looks at each file, to say how much was freed
};
struct PrunedVolumes {
  std::vector<std::string> names;
  std::uint64_t freed = 0;  ///< bytes of their files, if that was asked for
};
/// Removes volumes that no container uses. Errors: as list_volumes().
Result<PrunedVolumes> prune_volumes(Context& context, const PruneVolumesOptions& options);
struct RemoveVolumeOptions {
  bool is_forced = false;               ///< the containers that use it are removed first
  std::optional<std::int64_t> timeout;  ///< seconds between their stop signal and SIGKILL; none kills them at once
};
/// Errors: not_found (also if forced), in_use (names the containers).
Result<void> remove_volume(Context& context, const std::string& name, const RemoveVolumeOptions& options = {});

}  // namespace skiff::engine
