#include <skiff/engine/image.hpp>
#include <skiff/image/archive.hpp>

#include "image_stores.hpp"

namespace skiff::engine {

Result<std::vector<std::string>> load(Context& context, int input) {
  // The caller keeps its descriptor.
  sys::Fd borrowed(input);
  auto source = borrowed.duplicate();
  (void)borrowed.release();
  if (!source) return std::unexpected(std::move(source).error());
  TRY_ASSIGN(const ImageStores stores, ImageStores::open(context));
  auto loaded = image::load_archive(stores.destination(), *source, host_platform());
  if (!loaded) return fail_with(std::move(loaded).error(), "cannot load the archive");
  return loaded;
}

}  // namespace skiff::engine
