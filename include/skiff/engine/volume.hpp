#pragma once

#include <map>
#include <string>
#include <vector>

#include <skiff/base/json.hpp>
#include <skiff/base/result.hpp>
#include <skiff/engine/context.hpp>

namespace skiff::engine {

/// Makes a volume; "" makes one with a random name. Its name. Errors: exists, invalid.
Result<std::string> create_volume(Context& context, const std::string& name,
                                  const std::map<std::string, std::string>& labels);
struct VolumeSummary {
  std::string name;
  std::string driver;  ///< "local"
};
Result<std::vector<VolumeSummary>> list_volumes(Context& context);
Result<base::json::value> inspect_volume(Context& context, const std::string& name);
/// Errors: not_found (with `is_forced` too), in_use (names the containers; with `is_forced` they are removed first).
Result<void> remove_volume(Context& context, const std::string& name, bool is_forced);

}  // namespace skiff::engine
