#include <skiff/engine/image.hpp>

#include "find_image.hpp"

namespace skiff::engine {

Result<bool> image_exists(Context& context, const std::string& name) {
  const auto image = find_image(context, name);
  if (image) return true;
  if (image.error().kind() == ErrorKind::not_found || image.error().kind() == ErrorKind::invalid) return false;
  return std::unexpected(image.error());
}

}  // namespace skiff::engine
