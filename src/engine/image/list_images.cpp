#include <set>

#include <skiff/engine/image.hpp>

#include "container_use.hpp"
#include "context.hpp"
#include "image_filter.hpp"
#include "image_stores.hpp"

namespace skiff::engine {

namespace {

/// What is asked for by name: a pattern of names, or the beginning of an id.
bool is_named(const ImageSummary& row, const std::string& name) {
  return name.empty() || has_reference(row, name) || row.id.starts_with(name.starts_with("sha256:") ? name.substr(7) : name);
}

Result<void> count_containers(const Context& context, std::vector<ImageSummary>& rows) {
  TRY_ASSIGN(const ContainerUse use, container_use(context));
  for (ImageSummary& row : rows) {
    const auto found = use.containers.find(row.id);
    if (found != use.containers.end()) row.containers = found->second.size();
  }
  return {};
}

/// Sets what only the image itself tells.
void describe(ImageSummary& row, image::Image image, LayerSizes& sizes) {
  row.id = image.id;
  row.created = base::parse_rfc3339(image.config.created).value_or(base::no_time);
  row.size = sizes.of(image);
  row.names = std::move(image.names);
  std::ranges::sort(row.names);
  row.repository_digests = std::move(image.repository_digests);
  row.labels = std::move(image.config.config.labels);
}

}  // namespace

Result<std::vector<ImageSummary>> list_images(Context& context, const ImageListOptions& options) {
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
    if (auto image = store.read(entry, entries)) {
      describe(row, *std::move(image), sizes);
    } else {
      if (!entry.name.empty()) row.names = {entry.name};
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
  TRY_ASSIGN(const auto selection, image_selection(context, options.filters));
  const bool is_asked_for = std::ranges::find(options.filters, "containers", &spec::Filter::key) != options.filters.end();
  if (options.is_counting_containers || is_asked_for) TRY(count_containers(context, rows));
  std::erase_if(rows, [&](const ImageSummary& row) { return !is_named(row, options.name) || !selection.holds(row); });
  std::ranges::stable_sort(rows, [](const auto& a, const auto& b) { return a.created > b.created; });
  return rows;
}

}  // namespace skiff::engine
