#include <skiff/engine/container.hpp>

#include "command.hpp"
#include "input_file.hpp"
#include "terminal.hpp"

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
    TRY(write_all(standard_error, "This removes all containers that do not run.\nAre you sure you want to continue? [y/N] "));
    const std::string answer = read_answer();
    if (!is_terminal(standard_input)) TRY(write_all(standard_error, "\n"));  // a terminal shows the person's own
    if (!answer.starts_with('y') && !answer.starts_with('Y')) return 0;
  }
  TRY_ASSIGN(engine::Context* const context, session.context());
  TRY_ASSIGN(const auto pruned, engine::prune_containers(*context, given.filters));
  for (const std::string& id : pruned.ids) session.print_line(id);
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
