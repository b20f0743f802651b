#include <skiff/engine/image.hpp>

#include "find_image.hpp"
#include "image_stores.hpp"

namespace skiff::engine {

Result<std::vector<HistoryEntry>> image_history(Context& context, const std::string& name) {
  TRY_ASSIGN(const image::Image image, find_image(context, name));
  TRY_ASSIGN(LayerSizes sizes, LayerSizes::open(context));
  std::vector<HistoryEntry> rows;
  const std::size_t layers = image.config.rootfs.diff_ids.size();
  std::size_t layer = 0;
  for (const spec::OciHistory& entry : image.config.history) {
    HistoryEntry row;
    row.id = "<missing>";
    row.created = base::parse_rfc3339(entry.created).value_or(base::no_time);
    row.created_by = entry.created_by;
    row.comment = entry.comment;
    if (!entry.empty_layer && layer < layers) row.size = sizes.of(image, layer++);
    rows.push_back(std::move(row));
  }
  // An image may say nothing of its history: its layers are shown all the same.
  for (; layer < layers; ++layer) {
    HistoryEntry row;
    row.id = "<missing>";
    row.created = base::parse_rfc3339(image.config.created).value_or(base::no_time);
    row.size = sizes.of(image, layer);
    rows.push_back(std::move(row));
  }
  std::ranges::reverse(rows);
  if (!rows.empty()) rows.front().id = image.id;
  return rows;
}

}  // namespace skiff::engine
