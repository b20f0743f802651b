#include <skiff/engine/image.hpp>

#include "context.hpp"
#include "find_image.hpp"

namespace skiff::engine {

namespace {

/// The names that go: those that were given, or all of the image.
Result<std::vector<std::string>> unwanted_names(const image::Store& store, const image::Image& image,
                                                const std::vector<std::string>& references) {
  if (references.empty()) return image.names;
  std::vector<std::string> names;
  for (const std::string& reference : references) {
    TRY_ASSIGN(const image::Image named, store.find(reference));
    if (named.id != image.id || named.name.empty())
      return fail(ErrorKind::not_found, "cannot untag {}: it is no name of image {}", reference, image.id.substr(0, 12));
    names.push_back(named.name);
  }
  return names;
}

}  // namespace

Result<void> untag(Context& context, const std::string& name, const std::vector<std::string>& references) {
  TRY_ASSIGN(const image::Store store, image::Store::open(context.roots.root));
  TRY_ASSIGN(const sys::FileLock held, store.lock());
  TRY_ASSIGN(const image::Image image, store.find(name));
  TRY_ASSIGN(const auto unwanted, unwanted_names(store, image, references));
  TRY_ASSIGN(const auto entries, store.entries());
  std::vector<image::Entry> kept;
  for (const image::Entry& entry : entries)
    if (std::ranges::find(unwanted, entry.name) == unwanted.end()) kept.push_back(entry);
  // An image stays although its last name goes: as one without any.
  for (image::Entry entry : entries) {
    if (std::ranges::find(kept, entry.manifest_digest, &image::Entry::manifest_digest) != kept.end()) continue;
    entry.name.clear();
    kept.push_back(std::move(entry));
  }
  return store.write_entries(kept);
}

}  // namespace skiff::engine
