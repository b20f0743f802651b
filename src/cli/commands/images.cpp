#include <set>

#include <skiff/base/text.hpp>
#include <skiff/engine/image.hpp>

#include "command.hpp"
#include "format.hpp"
#include "formatting.hpp"
#include "image_row.hpp"
#include "table.hpp"

namespace skiff::cli {

namespace {

using engine::ImageSummary;

struct ImagesOptions {
  engine::ImageListOptions request;
  ImageOrder order = nullptr;
  std::string format;
  bool is_all = false;
  bool is_quiet = false;
  bool is_whole = false;
  bool has_digests = false;
  bool has_history = false;
  bool has_no_headings = false;
};

constexpr std::array own_options = {
    // skiff keeps no images between the steps of a build: there are none to add.
    option<&ImagesOptions::is_all>("all", 'a', "", "All images (none are hidden)"),
    option<&ImagesOptions::is_quiet>("quiet", 'q', "", "Only ids"),
    option<&ImagesOptions::is_whole>("no-trunc", 0, "", "Whole ids"),
    option<&ImagesOptions::has_digests>("digests", 0, "", "Also the digests of their manifests"),
    option<&ImagesOptions::has_history>("history", 0, "", "Also all names that an image has"),
    option<&ImagesOptions::has_no_headings>("noheading", 'n', "", "No line of headings"),
    option<&ImagesOptions::format>("format", 0, "TEMPLATE", "Print this Go template of each; also table TEMPLATE, json"),
    parsed<&ImagesOptions::order, parse_image_order>("sort", 0, "FIELD", "In order of created, id, repository, size or tag"),
};
constexpr std::array request_options = {
    parsed<&engine::ImageListOptions::filters, spec::parse_filter>(
        "filter", 'f', "KEY=VALUE", "Only those that pass: dangling=true, reference=PATTERN, label=KEY …"),
};
constexpr auto options = join_tables(own_options, within<&ImagesOptions::request>(request_options));
constexpr std::array<std::string_view, 3> names = {"images", "image ls", "image list"};
constexpr std::array<std::string_view, 3> examples = {"images --digests", "images -f dangling=true -q",
                                                      "images --format '{{.Repository}}:{{.Tag}} {{.Size}}'"};

void print_ids(Session& session, std::span<const ImageSummary> images, const ImageRowStyle& style) {
  std::set<std::string_view> printed;
  for (const ImageSummary& image : images)
    if (printed.insert(image.id).second) session.print_line(shown_image_id(image, style));
}

void print_table(const ImagesOptions& given, Session& session, std::span<const ImageSummary> images, const ImageRowStyle& style) {
  std::vector<std::string> headings = {"REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE"};
  if (given.has_digests) headings.insert(headings.begin() + 2, "DIGEST");
  if (given.has_history) headings.emplace_back("HISTORY");
  Table table(headings);
  for (const ImageSummary& image : images) {
    std::vector<std::string> cells = {shown_repository(image, style), image.tag, shown_image_id(image, style),
                                      human_age(image.created, style.now), shown_size(image, style)};
    if (given.has_digests) cells.insert(cells.begin() + 2, image.digest);
    if (given.has_history) cells.push_back(base::join(image.names, ", "));
    table.add(std::move(cells));
  }
  session.print(table.text(session.personality.columns, !given.has_no_headings));
}

Result<int> list(const ImagesOptions& given, Session& session) {
  std::optional<Formatting> formatting;
  if (!given.format.empty()) {
    TRY_ASSIGN(formatting, Formatting::parse("images", given.format, session.personality));
  }
  engine::ImageListOptions request = given.request;
  if (!session.operands.empty()) request.name = session.operands[0];
  request.is_counting_containers = formatting && (formatting->is_json() || formatting->uses("Containers"));
  TRY_ASSIGN(engine::Context* const context, session.context());
  TRY_ASSIGN(auto images, engine::list_images(*context, request));
  if (given.order) std::ranges::stable_sort(images, given.order);
  const ImageRowStyle style{given.is_whole, base::now(), session.personality, request.is_counting_containers};
  if (given.is_quiet) {
    print_ids(session, images, style);
  } else if (!formatting || formatting->is_plain_table()) {
    print_table(given, session, images, style);
  } else if (formatting->is_json()) {
    print_json_list(session, image_documents(images), 4);
  } else {
    base::json::array rows;
    for (const ImageSummary& image : images) rows.push_back(image_row(image, style));
    TRY(formatting->print_list(session, image_row_kind(session.personality), rows, !given.has_no_headings));
  }
  return 0;
}

}  // namespace

extern const Command images_command;
constexpr Command images_command = {
    .names = names,
    .synopsis = "[NAME]",
    .summary = "List images",
    .category = Category::images,
    .options = checked<options>(),
    .operands = {0, 1},
    .examples = examples,
    .run = run_with<ImagesOptions, list>,
};

}  // namespace skiff::cli
