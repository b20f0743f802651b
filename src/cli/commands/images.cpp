#include <set>

#include <skiff/engine/image.hpp>

#include "command.hpp"
#include "format.hpp"
#include "table.hpp"

namespace skiff::cli {

namespace {

struct ImagesOptions {
  bool is_quiet = false;
  bool is_whole = false;
  bool has_digests = false;
};

constexpr std::array options = {
    option<&ImagesOptions::is_quiet>("quiet", 'q', "", "Only ids"),
    option<&ImagesOptions::is_whole>("no-trunc", 0, "", "Whole ids"),
    option<&ImagesOptions::has_digests>("digests", 0, "", "Also the digests of their manifests"),
};
constexpr std::array<std::string_view, 3> names = {"images", "image ls", "image list"};
constexpr std::array<std::string_view, 1> examples = {"images --digests"};

std::string id_text(const engine::ImageSummary& image, bool is_whole) {
  return is_whole ? "sha256:" + image.id : shown_id(image.id, false);
}

Result<int> list(const ImagesOptions& given, Session& session) {
  TRY_ASSIGN(engine::Context* const context, session.context());
  TRY_ASSIGN(const auto images, engine::list_images(*context));
  if (given.is_quiet) {
    std::set<std::string_view> printed;
    for (const auto& image : images)
      if (printed.insert(image.id).second) session.print_line(id_text(image, given.is_whole));
    return 0;
  }
  std::vector<std::string> headings = {"REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE"};
  if (given.has_digests) headings.insert(headings.begin() + 2, "DIGEST");
  Table table(headings);
  const base::Time now = base::now();
  for (const auto& image : images) {
    std::vector<std::string> cells = {image.repository, image.tag, id_text(image, given.is_whole), human_age(image.created, now),
                                      image.is_corrupt ? "corrupt" : human_size(image.size)};
    if (given.has_digests) cells.insert(cells.begin() + 2, image.digest);
    table.add(std::move(cells));
  }
  session.print(table.text());
  return 0;
}

}  // namespace

extern const Command images_command;
constexpr Command images_command = {
    .names = names,
    .summary = "List images",
    .category = Category::images,
    .options = checked<options>(),
    .examples = examples,
    .run = run_with<ImagesOptions, list>,
};

}  // namespace skiff::cli
