#include <set>

#include <skiff/engine/image.hpp>

#include "image_stores.hpp"
#include "context.hpp"

namespace skiff::engine {

Result<std::vector<ImageSummary>> list_images(Context& context) {
  TRY_ASSIGN(const image::Store store, image::Store::open_for_reading(context.roots.root));
  TRY_ASSIGN(const auto entries, store.entries());
  TRY_ASSIGN(LayerSizes sizes, LayerSizes::open(context));
  std::vector<ImageSummary> rows;
  for (const image::Entry& entry : entries) {
    ImageSummary row;
    row.digest = entry.digest();
    const std::size_t colon = entry.name.rfind(':');
    row.repository = !entry.name.empty() ? entry.name.substr(0, colon) : !entry.origin.empty() ? entry.origin : "<none>";
    row.tag = entry.name.empty() || colon == std::string::npos ? "<none>" : entry.name.substr(colon + 1);
    // Each is read alone: a broken one is a row, never an error of the whole list.
    if (const auto image = store.read(entry)) {
      row.id = image->id;
      row.created = base::parse_rfc3339(image->config.created).value_or(base::no_time);
      row.size = sizes.of(*image);
    } else {
      row.id = spec::digest_hex(entry.manifest_digest);
      row.is_corrupt = true;
    }
    rows.push_back(std::move(row));
  }
  // A second manifest of an image that has a name is no image of its own.
  std::set<std::string> named;
  for (const ImageSummary& row : rows)
    if (row.repository != "<none>") named.insert(row.id);
  std::erase_if(rows, [&](const ImageSummary& row) {
    return row.repository == "<none>" && !named.insert(row.id).second;
  });
  std::ranges::stable_sort(rows, [](const auto& a, const auto& b) { return a.created > b.created; });
  return rows;
}

}  // namespace skiff::engine
