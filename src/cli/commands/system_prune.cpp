#include <skiff/engine/container.hpp>
#include <skiff/engine/image.hpp>
#include <skiff/engine/volume.hpp>

#include "command.hpp"
#include "confirm.hpp"
#include "pruned.hpp"

namespace skiff::cli {

namespace {

struct SystemPruneOptions {
  std::vector<spec::Filter> filters;
  bool is_all = false;
  bool is_forced = false;
  bool has_volumes = false;
};

constexpr std::array options = {
    option<&SystemPruneOptions::is_all>("all", 'a', "", "Also images with a name that no container uses"),
    option<&SystemPruneOptions::is_forced>("force", 'f', "", "Do not ask"),
    option<&SystemPruneOptions::has_volumes>("volumes", 0, "", "Also volumes without a name of their own that no container uses"),
    parsed<&SystemPruneOptions::filters, spec::parse_filter>("filter", 0, "KEY=VALUE", "Only what passes: until=24h, label=KEY …"),
};
constexpr std::array<std::string_view, 1> names = {"system prune"};
constexpr std::array<std::string_view, 2> examples = {"system prune -f", "system prune -a --volumes --filter until=240h"};

/// Those that mean the same for every kind of object.
Result<void> check_filters(std::span<const spec::Filter> filters) {
  constexpr std::array<std::string_view, 3> known = {"until", "label", "label!"};
  for (const spec::Filter& filter : filters)
    if (std::ranges::find(known, filter.key) == known.end()) return std::unexpected(spec::unknown_filter(filter.key, known));
  return {};
}

std::string question(const SystemPruneOptions& given) {
  return fmt::format("This removes all containers that do not run, {}and all images {}that no container uses.",
                     given.has_volumes ? "all volumes without a name of their own that no container uses, " : "",
                     given.is_all ? "" : "without a name ");
}

Result<int> prune(const SystemPruneOptions& given, Session& session) {
  TRY(check_filters(given.filters));
  if (!given.is_forced) {
    TRY_ASSIGN(const bool is_wanted, is_confirmed(question(given)));
    if (!is_wanted) return 0;
  }
  TRY_ASSIGN(engine::Context* const context, session.context());
  std::vector<Pruned> kinds;
  TRY_ASSIGN(const auto containers, engine::prune_containers(*context, given.filters, engine::FileSizes::counted));
  kinds.push_back({"Containers", containers.ids, containers.freed});
  if (given.has_volumes) {
    TRY_ASSIGN(const auto volumes, engine::prune_volumes(*context, {.filters = given.filters, .is_counting = true}));
    kinds.push_back({"Volumes", volumes.names, volumes.freed});
  }
  TRY_ASSIGN(const auto images, engine::prune_images(*context, {given.is_all, given.filters}));
  kinds.push_back(pruned_images(images, session.personality));
  print_all_pruned(session, kinds);
  return 0;
}

}  // namespace

extern const Command system_prune_command;
constexpr Command system_prune_command = {
    .names = names,
    .summary = "Remove containers that do not run and what nothing uses",
    .category = Category::system,
    .options = checked<options>(),
    .examples = examples,
    .run = run_with<SystemPruneOptions, prune>,
};

}  // namespace skiff::cli
