#include <skiff/engine/image.hpp>
#include <skiff/image/archive.hpp>
#include <skiff/sys/program.hpp>

#include "archive_source.hpp"
#include "image_stores.hpp"

namespace skiff::engine {

Result<std::vector<std::string>> load(Context& context, const ArchiveSource& source) {
  TRY(sys::be_able_to_load_libraries());
  TRY_ASSIGN(const sys::Fd input, duplicate(source));
  TRY_ASSIGN(const ImageStores stores, ImageStores::open(context));
  auto loaded = image::load_archive(stores.destination(), input, host_platform());
  if (!loaded) return archive_failure(std::move(loaded).error(), "load", source);
  return loaded;
}

}  // namespace skiff::engine
