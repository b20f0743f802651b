#include <skiff/engine/image.hpp>

#include "command.hpp"
#include "confirm.hpp"
#include "pruned.hpp"

namespace skiff::cli {

namespace {

struct ImagePruneOptions {
  engine::PruneImagesOptions request;
  bool is_forced = false;
};

/// There are no images but those of skiff's own store: nothing outside of it would be removed.
constexpr std::array own_options = {
    said_anyway("external", "Also what other tools left in skiff's store (nothing)"),
    option<&ImagePruneOptions::is_forced>("force", 'f', "", "Do not ask"),
};
constexpr std::array request_options = {
    option<&engine::PruneImagesOptions::is_all>("all", 'a', "", "All that no container uses, also those with a name"),
    parsed<&engine::PruneImagesOptions::filters, spec::parse_filter>("filter", 0, "KEY=VALUE",
                                                                     "Only those that pass: until=24h, label=KEY …"),
};
constexpr auto options = join_tables(own_options, within<&ImagePruneOptions::request>(request_options));
constexpr std::array<std::string_view, 1> names = {"image prune"};
constexpr std::array<std::string_view, 2> examples = {"image prune -f", "image prune -a --filter until=240h"};

Result<int> prune(const ImagePruneOptions& given, Session& session) {
  if (!given.is_forced) {
    TRY_ASSIGN(const bool is_wanted, is_confirmed(given.request.is_all ? "This removes all images that no container uses."
                                                                       : "This removes all images without a name that no container uses."));
    if (!is_wanted) return 0;
  }
  TRY_ASSIGN(engine::Context* const context, session.context());
  TRY_ASSIGN(const auto pruned, engine::prune_images(*context, given.request));
  print_pruned(session, pruned_images(pruned, session.personality));
  return 0;
}

}  // namespace

extern const Command image_prune_command;
constexpr Command image_prune_command = {
    .names = names,
    .summary = "Remove images that nothing uses",
    .category = Category::images,
    .options = checked<options>(),
    .examples = examples,
    .run = run_with<ImagePruneOptions, prune>,
};

}  // namespace skiff::cli
