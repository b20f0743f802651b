#include "names.hpp"

#include <skiff/spec/image_reference.hpp>

namespace skiff::image {

std::vector<std::string> candidate_names(std::string_view text) {
  const auto reference = spec::parse_image_reference(text);
  if (!reference) return {};
  std::vector<std::string> names;
  const auto local = spec::parse_image_reference(fmt::format("localhost/{}", text));
  // A name with a registry keeps it: "docker.io/x" is not "localhost/docker.io/x".
  if (!spec::has_registry(text) && local) names.push_back(local->text());
  names.push_back(reference->text());
  return names;
}

void place_entry(std::vector<Entry>& entries, const Entry& entry) {
  const auto is_same_image = [&](const Entry& other) { return other.manifest_digest == entry.manifest_digest; };
  const auto is_nameless_twin = [&](const Entry& other) {
    return is_same_image(other) && other.name.empty() && other.origin == entry.origin;
  };
  if (entry.name.empty()) {
    // Already known by a name or without one: nothing to add, unless it says where it came from.
    if (std::ranges::any_of(entries, is_same_image) && entry.origin.empty()) return;
    std::erase_if(entries, is_nameless_twin);
    entries.push_back(entry);
    return;
  }
  std::vector<Entry> kept;
  std::vector<Entry> robbed;
  for (Entry& other : entries) {
    if (is_same_image(other) && other.name.empty() && other.origin.empty()) continue;
    if (other.name == entry.name) {
      if (!is_same_image(other)) robbed.push_back(std::move(other));
      continue;
    }
    kept.push_back(std::move(other));
  }
  for (Entry& other : robbed) {
    const bool is_known = std::ranges::any_of(kept, [&](const Entry& one) { return one.manifest_digest == other.manifest_digest; });
    if (is_known) continue;
    other.name.clear();
    kept.push_back(std::move(other));
  }
  kept.push_back(entry);
  entries = std::move(kept);
}

}  // namespace skiff::image
