#include "container_use.hpp"

namespace skiff::engine {

Result<ContainerUse> container_use(const Context& context) {
  ContainerUse use;
  const state::Containers containers = context.containers();
  TRY_ASSIGN(const auto ids, containers.ids());
  for (const std::string& id : ids) {
    const auto container = containers.open(id);
    const auto config = container ? container->config() : Result<spec::ContainerConfig>(std::unexpected(container.error()));
    if (!config) {
      use.is_complete = use.is_complete && config.error().kind() == ErrorKind::not_found;
      continue;
    }
    use.containers[config->image.id].push_back(id);
    use.diff_ids.insert(config->image.diff_ids.begin(), config->image.diff_ids.end());
  }
  return use;
}

}  // namespace skiff::engine
