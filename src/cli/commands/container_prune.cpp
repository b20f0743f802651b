#include <skiff/engine/container.hpp>

#include "command.hpp"
#include "confirm.hpp"
#include "pruned.hpp"

namespace skiff::cli {

namespace {

struct PruneOptions {
  bool is_forced = false;
  std::vector<spec::Filter> filters;
};

constexpr std::array options = {
    option<&PruneOptions::is_forced>("force", 'f', "", "Do not ask"),
    parsed<&PruneOptions::filters, spec::parse_filter>("filter", 0, "KEY=VALUE", "Only those that pass: until=24h, label=KEY …"),
};
constexpr std::array<std::string_view, 1> names = {"container prune"};
constexpr std::array<std::string_view, 1> examples = {"container prune -f --filter until=24h"};

Result<int> prune(const PruneOptions& given, Session& session) {
  if (!given.is_forced) {
    TRY_ASSIGN(const bool is_wanted, is_confirmed("This removes all containers that do not run."));
    if (!is_wanted) return 0;
  }
  TRY_ASSIGN(engine::Context* const context, session.context());
  const auto sizes = session.personality.has_prune_summary ? engine::FileSizes::counted : engine::FileSizes::left_out;
  TRY_ASSIGN(const auto pruned, engine::prune_containers(*context, given.filters, sizes));
  print_pruned(session, {"Containers", pruned.ids, pruned.freed});
  return 0;
}

}  // namespace

extern const Command container_prune_command;
constexpr Command container_prune_command = {
    .names = names,
    .summary = "Remove all containers that do not run",
    .category = Category::containers,
    .options = checked<options>(),
    .examples = examples,
    .run = run_with<PruneOptions, prune>,
};

}  // namespace skiff::cli
