#include <skiff/engine/container.hpp>

#include "command.hpp"
#include "options/selection.hpp"
#include "options/stop.hpp"
#include "results.hpp"

namespace skiff::cli {

namespace {

struct RestartOptions {
  engine::StopOptions request;
  engine::ContainerSelection selection;
  bool is_running_only = false;
};

constexpr std::array own_options = {
    option<&RestartOptions::is_running_only>("running", 0, "", "Restart those that run"),
};
constexpr auto selection_options =
    join_tables(std::array{option<&engine::ContainerSelection::is_all>("all", 'a', "", "Restart all, running or not")},
                latest_option, id_file_option, filter_option('f'));
constexpr auto options = join_tables(own_options, within<&RestartOptions::request>(stop_request_options),
                                     within<&RestartOptions::selection>(selection_options));
constexpr std::array<std::string_view, 2> names = {"restart", "container restart"};
constexpr std::array<std::string_view, 2> examples = {"restart -t 5 web", "restart --running"};

Result<int> restart(const RestartOptions& given, Session& session) {
  engine::ContainerSelection selection = given.selection;
  if (given.is_running_only && !session.operands.empty())
    return fail(ErrorKind::usage, "no arguments are needed with --running");
  // With filters or --latest it says which of these; alone it is all that run.
  if (given.is_running_only && selection.filters.empty() && !selection.is_latest && selection.id_files.empty())
    selection.is_all = true;
  const auto among = given.is_running_only ? engine::Among::running : engine::Among::all;
  TRY_ASSIGN(const auto targets, selected(session, selection, among));
  TRY_ASSIGN(engine::Context* const context, session.context());
  Results results(session, {});
  results.add(engine::restart(*context, targets, given.request));
  return results.exit_code();
}

}  // namespace

extern const Command restart_command;
constexpr Command restart_command = {
    .names = names,
    .synopsis = "CONTAINER [CONTAINER...]",
    .summary = "Stop containers if they run, and start them",
    .category = Category::containers,
    .options = checked<options>(),
    .operands = {0, unlimited},
    .examples = examples,
    .starts_container = true,
    .run = run_with<RestartOptions, restart>,
};

}  // namespace skiff::cli
