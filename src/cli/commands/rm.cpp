#include <skiff/engine/container.hpp>

#include "command.hpp"
#include "options/selection.hpp"
#include "options/stop.hpp"
#include "results.hpp"

namespace skiff::cli {

namespace {

struct RmOptions {
  engine::RemoveOptions request;
  engine::ContainerSelection selection;
};

constexpr std::array request_options = {
    option<&engine::RemoveOptions::is_forced>("force", 'f', "", "Kill those that run; one that does not exist is no error"),
    option<&engine::RemoveOptions::is_removing_volumes>("volumes", 'v', "", "Remove their anonymous volumes too"),
};
constexpr auto selection_options = join_tables(
    std::array{option<&engine::ContainerSelection::is_all>("all", 'a', "", "Remove all containers"),
               option<&engine::ContainerSelection::has_dependents>("depend", 0, "",
                                                                   "Also those that share a namespace of one of them")},
    ignore_option, latest_option, id_file_option, filter_option(0));
constexpr auto options = join_tables(
    within<&RmOptions::selection>(selection_options), within<&RmOptions::request>(join_tables(request_options, stop_time_option<&engine::RemoveOptions::timeout>)));
constexpr std::array<std::string_view, 2> names = {"rm", "container rm"};
constexpr std::array<std::string_view, 2> examples = {"rm job", "rm -fv web"};

Result<int> remove(const RmOptions& given, Session& session) {
  engine::ContainerSelection selection = given.selection;
  selection.is_ignoring = selection.is_ignoring || given.request.is_forced;
  TRY_ASSIGN(const auto targets, selected(session, selection, engine::Among::all));
  TRY_ASSIGN(engine::Context* const context, session.context());
  auto removed = engine::remove(*context, targets, given.request);
  if (selection.is_ignoring) drop_missing(removed);
  Results results(session, removal_codes);
  results.add(removed);
  return results.exit_code();
}

}  // namespace

extern const Command rm_command;
constexpr Command rm_command = {
    .names = names,
    .synopsis = "CONTAINER [CONTAINER...]",
    .summary = "Remove containers",
    .category = Category::containers,
    .options = checked<options>(),
    .operands = {0, unlimited},
    .examples = examples,
    .run = run_with<RmOptions, remove>,
};

}  // namespace skiff::cli
