#include <skiff/engine/volume.hpp>

#include <skiff/engine/container.hpp>

#include "context.hpp"
#include "sweep.hpp"
#include "volume_use.hpp"

namespace skiff::engine {

Result<void> remove_volume(Context& context, const std::string& name, const RemoveVolumeOptions& options) {
  TRY(context.check_writable());
  sweep(context);
  if (options.is_forced) {
    // As podman does: the containers that use it go first.
    TRY_ASSIGN(const auto users, volume_users(context));
    if (const auto found = users.find(name); found != users.end()) {
      for (NamedResult& removed : remove(context, found->second, {.is_forced = true, .timeout = options.timeout}))
        if (!removed.result && removed.result.error().kind() != ErrorKind::not_found) return std::move(removed.result);
    }
  }
  return remove_unused_volume(context, name);
}

}  // namespace skiff::engine
