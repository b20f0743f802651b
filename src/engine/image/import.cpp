#include <skiff/engine/image.hpp>
#include <skiff/image/archive.hpp>
#include <skiff/spec/image_reference.hpp>

#include "archive_source.hpp"
#include "image_stores.hpp"

namespace skiff::engine {

Result<std::string> import(Context& context, const ArchiveSource& source, const ImportOptions& options) {
  image::ImportRequest request;
  if (!options.reference.empty()) {
    TRY_ASSIGN(const auto reference, spec::parse_local_reference(options.reference));
    request.name = reference.text();
  }
  for (const std::string& change : options.changes) TRY(spec::apply_change(request.process, change));
  request.message = options.message;
  request.platform = host_platform();
  request.created = base::now();
  TRY_ASSIGN(const sys::Fd input, duplicate(source));
  TRY_ASSIGN(const ImageStores stores, ImageStores::open(context));
  auto id = image::import_archive(stores.destination(), input, request);
  if (!id) return archive_failure(std::move(id).error(), "import", source);
  return id;
}

}  // namespace skiff::engine
