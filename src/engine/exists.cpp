#include <skiff/engine/container.hpp>
#include <skiff/engine/image.hpp>

#include "find_image.hpp"
#include "opened_context.hpp"

namespace skiff::engine {

Result<bool> container_exists(Context& context, const std::string& name) {
  const auto found = context.containers().find(name);
  if (found) return true;
  if (found.error().kind() == ErrorKind::not_found) return false;
  return std::unexpected(found.error());
}

Result<bool> image_exists(Context& context, const std::string& name) {
  const auto image = find_image(context, name);
  if (image) return true;
  if (image.error().kind() == ErrorKind::not_found || image.error().kind() == ErrorKind::invalid) return false;
  return std::unexpected(image.error());
}

}  // namespace skiff::engine
