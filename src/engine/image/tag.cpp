#include <skiff/engine/image.hpp>
#include <skiff/spec/image_reference.hpp>

#include "find_image.hpp"
#include "context.hpp"

namespace skiff::engine {

Result<void> tag(Context& context, const std::string& name, const std::string& reference) {
  TRY(context.check_writable());
  TRY(spec::parse_image_reference(reference));  // so that an error names what was typed
  const std::size_t slash = reference.find('/');
  const std::string first = reference.substr(0, slash);
  const bool has_registry = slash != std::string::npos && (first == "localhost" || first.find_first_of(".:") != std::string::npos);
  TRY_ASSIGN(const auto target, spec::parse_image_reference(has_registry ? reference : "localhost/" + reference));
  if (!target.digest.empty()) return fail(ErrorKind::invalid, "cannot tag an image as {}: a digest is no name", reference);
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
