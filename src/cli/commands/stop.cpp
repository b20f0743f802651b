#include <skiff/engine/container.hpp>

#include "command.hpp"
#include "options/selection.hpp"
#include "options/stop.hpp"
#include "results.hpp"

namespace skiff::cli {

namespace {

struct StopCommandOptions {
  engine::StopOptions request;
  engine::ContainerSelection selection;
};

constexpr auto selection_options = join_tables(
    std::array{option<&engine::ContainerSelection::is_all>("all", 'a', "", "Stop all that run")}, ignore_option, latest_option,
    id_file_option, filter_option('f'));
constexpr auto options = join_tables(within<&StopCommandOptions::selection>(selection_options), within<&StopCommandOptions::request>(stop_request_options));
constexpr std::array<std::string_view, 2> names = {"stop", "container stop"};
constexpr std::array<std::string_view, 2> examples = {"stop web database", "stop -t 60 -a"};

Result<int> stop(const StopCommandOptions& given, Session& session) {
  TRY_ASSIGN(const auto targets, selected(session, given.selection, engine::Among::running));
  TRY_ASSIGN(engine::Context* const context, session.context());
  auto stopped = engine::stop(*context, targets, given.request);
  if (given.selection.is_ignoring) drop_missing(stopped);
  Results results(session, {});
  results.add(stopped);
  return results.exit_code();
}

}  // namespace

extern const Command stop_command;
constexpr Command stop_command = {
    .names = names,
    .synopsis = "CONTAINER [CONTAINER...]",
    .summary = "Ask containers to end, then kill them",
    .category = Category::containers,
    .options = checked<options>(),
    .operands = {0, unlimited},
    .examples = examples,
    .run = run_with<StopCommandOptions, stop>,
};

}  // namespace skiff::cli
