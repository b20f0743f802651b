#include "image_filter.hpp"

#include <fnmatch.h>

#include "context.hpp"
#include "find_image.hpp"

namespace skiff::engine {

namespace {

using Test = spec::Test<ImageSummary>;
using Key = spec::FilterKey<ImageSummary>;

/// A key whose value is true or false.
Key truth_key(std::string_view name, bool (*fact)(const ImageSummary&)) {
  return {name, spec::Several::any, [fact](const std::string& value) -> Result<Test> {
            TRY_ASSIGN(const bool wanted, spec::parse_truth(value));
            return [fact, wanted](const ImageSummary& image) { return fact(image) == wanted; };
          }};
}

/// A key whose value is compared with a row.
Key text_key(std::string_view name, spec::Several several, bool (*holds)(const ImageSummary&, const std::string&)) {
  return {name, several, [holds](const std::string& value) -> Result<Test> {
            return [holds, value](const ImageSummary& image) { return holds(image, value); };
          }};
}

/// Older or newer than the image that the value names.
Key age_key(Context& context, std::string_view name, bool is_older) {
  return {name, spec::Several::any, [&context, is_older](const std::string& value) -> Result<Test> {
            TRY_ASSIGN(const image::Image found, find_image(context, value));
            const base::Time created = base::parse_rfc3339(found.config.created).value_or(base::no_time);
            return [created, is_older](const ImageSummary& image) {
              return is_older ? image.created < created : image.created > created;
            };
          }};
}

Key older_image_key() {
  return {"until", spec::Several::any, [](const std::string& value) -> Result<Test> {
            TRY_ASSIGN(const base::Time moment, base::parse_moment(value, base::now()));
            return [moment](const ImageSummary& image) { return image.created < moment; };
          }};
}

bool starts_with_id(std::string_view digest, std::string_view wanted) {
  if (wanted.starts_with("sha256:")) wanted.remove_prefix(7);
  if (digest.starts_with("sha256:")) digest.remove_prefix(7);
  return !wanted.empty() && digest.starts_with(wanted);
}

}  // namespace

bool has_reference(const ImageSummary& image, const std::string& pattern) {
  std::string name = image.repository;
  for (;;) {
    for (const std::string& candidate : {name, name + ":" + image.tag, name + "@" + image.digest})
      if (fnmatch(pattern.c_str(), candidate.c_str(), FNM_PATHNAME) == 0) return true;
    const std::size_t slash = name.find('/');
    if (slash == std::string::npos) return false;
    name.erase(0, slash + 1);
  }
}

Result<spec::Selection<ImageSummary>> image_selection(Context& context, std::span<const spec::Filter> filters) {
  using spec::Several;
  const auto never = [](const ImageSummary&) { return false; };
  const std::vector<Key> keys = {
      truth_key("dangling", [](const ImageSummary& image) { return image.repository == "<none>"; }),
      text_key("label", Several::all,
               [](const ImageSummary& image, const std::string& value) { return spec::has_label(image.labels, value); }),
      text_key("label!", Several::all,
               [](const ImageSummary& image, const std::string& value) { return !spec::has_label(image.labels, value); }),
      text_key("reference", Several::any, has_reference),
      age_key(context, "before", true),
      age_key(context, "since", false),
      age_key(context, "after", false),
      older_image_key(),
      text_key("id", Several::any,
               [](const ImageSummary& image, const std::string& value) { return starts_with_id(image.id, value); }),
      text_key("digest", Several::any,
               [](const ImageSummary& image, const std::string& value) { return starts_with_id(image.digest, value); }),
      truth_key("containers", [](const ImageSummary& image) { return image.containers > 0; }),
      // Of these there are none in skiff's store.
      truth_key("intermediate", never),
      truth_key("readonly", never),
      truth_key("manifest", never),
  };
  return spec::Selection<ImageSummary>::make(filters, keys);
}

}  // namespace skiff::engine
