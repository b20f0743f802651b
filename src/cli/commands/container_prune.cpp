#include <skiff/engine/container.hpp>
#include <skiff/spec/byte_size.hpp>

#include "command.hpp"
#include "confirm.hpp"

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
  const bool has_summary = session.personality.has_prune_summary;
  const auto sizes = has_summary ? engine::FileSizes::counted : engine::FileSizes::left_out;
  TRY_ASSIGN(const auto pruned, engine::prune_containers(*context, given.filters, sizes));
  if (has_summary && !pruned.ids.empty()) session.print_line("Deleted Containers:");
  for (const std::string& id : pruned.ids) session.print_line(id);
  if (!has_summary) return 0;
  if (!pruned.ids.empty()) session.print_line("");
  session.print_line("Total reclaimed space: " + spec::format_byte_size(pruned.freed, 4));
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
