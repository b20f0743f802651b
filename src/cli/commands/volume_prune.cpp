#include <skiff/engine/volume.hpp>

#include "command.hpp"
#include "confirm.hpp"
#include "pruned.hpp"

namespace skiff::cli {

namespace {

struct VolumePruneOptions {
  engine::PruneVolumesOptions request;
  bool is_forced = false;
};

constexpr std::array own_options = {
    option<&VolumePruneOptions::is_forced>("force", 'f', "", "Do not ask"),
};
constexpr std::array request_options = {
    option<&engine::PruneVolumesOptions::is_all>("all", 'a', "", "Also those that were given a name"),
    parsed<&engine::PruneVolumesOptions::filters, spec::parse_filter>("filter", 0, "KEY=VALUE",
                                                                      "Only those that pass: label=KEY, until=24h …"),
};
constexpr auto options = join_tables(own_options, within<&VolumePruneOptions::request>(request_options));
constexpr std::array<std::string_view, 1> names = {"volume prune"};
constexpr std::array<std::string_view, 2> examples = {"volume prune -f", "volume prune -a --filter label=app=shop"};

Result<int> prune(const VolumePruneOptions& given, Session& session) {
  if (!given.is_forced) {
    TRY_ASSIGN(const bool is_wanted, is_confirmed(given.request.is_all ? "This removes all volumes that no container uses."
                                                                       : "This removes all volumes without a name of their own that no container uses."));
    if (!is_wanted) return 0;
  }
  TRY_ASSIGN(engine::Context* const context, session.context());
  engine::PruneVolumesOptions request = given.request;
  request.is_counting = session.personality.has_prune_summary;
  TRY_ASSIGN(const auto pruned, engine::prune_volumes(*context, request));
  print_pruned(session, {"Volumes", pruned.names, pruned.freed});
  return 0;
}

}  // namespace

extern const Command volume_prune_command;
constexpr Command volume_prune_command = {
    .names = names,
    .summary = "Remove volumes that no container uses",
    .category = Category::volumes,
    .options = checked<options>(),
    .examples = examples,
    .run = run_with<VolumePruneOptions, prune>,
};

}  // namespace skiff::cli
