#include <skiff/engine/image.hpp>
#include <skiff/spec/image_reference.hpp>

#include "find_image.hpp"
#include "context.hpp"

namespace skiff::engine {

Result<void> tag(Context& context, const std::string& name, const std::string& reference) {
  TRY(context.check_writable());
  TRY_ASSIGN(const auto target, spec::parse_local_reference(reference));
  TRY_ASSIGN(const image::Image image, find_image(context, name));
  TRY_ASSIGN(const image::Store store, image::Store::open(context.roots.root));
  TRY_ASSIGN(const auto entries, store.entries());
  for (const image::Entry& entry : entries) {
    if (entry.digest() != image.manifest_digest) continue;
    image::Entry added = entry;
    added.name = target.text();
    added.origin.clear();
    return store.add(added, image.manifest);
  }
  return fail(ErrorKind::not_found, "{}: image not known", name);
}

}  // namespace skiff::engine
