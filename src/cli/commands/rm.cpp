#include <skiff/engine/container.hpp>

#include "command.hpp"
#include "options/stop.hpp"
#include "results.hpp"

namespace skiff::cli {

namespace {

struct RmOptions {
  engine::RemoveOptions request;
  bool is_all = false;
  bool is_ignoring = false;
};

constexpr std::array request_options = {
    option<&engine::RemoveOptions::is_forced>("force", 'f', "", "Kill those that run; one that does not exist is no error"),
    option<&engine::RemoveOptions::is_removing_volumes>("volumes", 'v', "", "Remove their anonymous volumes too"),
};
constexpr std::array own_options = {
    option<&RmOptions::is_all>("all", 'a', "", "Remove all containers"),
    option<&RmOptions::is_ignoring>("ignore", 'i', "", "A container that does not exist is no error"),
};
constexpr auto options = join_tables(
    own_options, within<&RmOptions::request>(join_tables(request_options, stop_time_option<&engine::RemoveOptions::timeout>)));
constexpr std::array<std::string_view, 2> names = {"rm", "container rm"};
constexpr std::array<std::string_view, 2> examples = {"rm job", "rm -fv web"};

Result<int> remove(const RmOptions& given, Session& session) {
  TRY_ASSIGN(const auto targets, targets_of(session, given.is_all, Among::all_containers));
  TRY_ASSIGN(engine::Context* const context, session.context());
  auto removed = engine::remove(*context, targets, given.request);
  if (given.is_ignoring || given.request.is_forced) drop_missing(removed);
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
