#include <skiff/engine/container.hpp>

#include "context.hpp"

namespace skiff::engine {

Result<bool> container_exists(Context& context, const std::string& name) {
  const auto found = context.containers().find(name);
  if (found) return true;
  if (found.error().kind() == ErrorKind::not_found) return false;
  return std::unexpected(found.error());
}

}  // namespace skiff::engine
