#include <skiff/base/text.hpp>
#include <skiff/engine/image.hpp>

#include "command.hpp"
#include "container_row.hpp"
#include "results.hpp"

namespace skiff::cli {

namespace {

struct RmiOptions {
  bool is_forced = false;
  bool is_all = false;
  bool is_ignoring = false;
};

/// skiff keeps no images between the steps of a build: there is nothing to prune.
constexpr std::array options = {
    option<&RmiOptions::is_forced>("force", 'f', "", "Also its containers; an image that does not exist is no error"),
    option<&RmiOptions::is_all>("all", 'a', "", "Remove all images"),
    option<&RmiOptions::is_ignoring>("ignore", 'i', "", "An image that does not exist is no error"),
    said_anyway("no-prune", "Keep the images that it was built from (none are kept apart)"),
};
constexpr std::array<std::string_view, 2> names = {"rmi", "image rm"};
constexpr std::array<std::string_view, 1> examples = {"rmi alpine debian:12"};

/// Every image by each of its names, so that none of them is refused for having several.
Result<std::vector<std::string>> all_images(engine::Context& context) {
  TRY_ASSIGN(const auto images, engine::list_images(context));
  std::vector<std::string> targets;
  for (const auto& image : images) {
    const bool is_named = image.repository != "<none>" && image.tag != "<none>";
    targets.push_back(is_named ? fmt::format("{}:{}", image.repository, image.tag) : image.id);
  }
  return targets;
}

Result<int> remove(const RmiOptions& given, Session& session) {
  TRY(check_names_or_all(session, given.is_all));
  TRY_ASSIGN(engine::Context* const context, session.context());
  std::vector<std::string> targets = session.operands;
  if (given.is_all) {
    TRY_ASSIGN(targets, all_images(*context));
  }
  Results results(session, removal_codes);
  for (const std::string& name : targets) {
    const auto removed = engine::remove_image(*context, name, given.is_forced);
    if (removed) {
      for (const std::string& text : removed->untagged)
        session.print_line("Untagged: " + base::escape_control(shown_image_name(session.personality, text)));
      for (const std::string& text : removed->deleted)
        session.print_line("Deleted: " + base::escape_control(shown_whole_id(session.personality, text)));
    } else if (removed.error().kind() != ErrorKind::not_found || !(given.is_forced || given.is_ignoring)) {
      results.add_failure(removed.error());
    }
  }
  return results.exit_code();
}

}  // namespace

extern const Command rmi_command;
constexpr Command rmi_command = {
    .names = names,
    .synopsis = "IMAGE [IMAGE...]",
    .summary = "Remove images, or names of them",
    .category = Category::images,
    .options = checked<options>(),
    .operands = {0, unlimited},
    .examples = examples,
    .run = run_with<RmiOptions, remove>,
};

}  // namespace skiff::cli
