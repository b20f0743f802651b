#include <skiff/engine/container.hpp>

#include "command.hpp"
#include "options/stop.hpp"
#include "results.hpp"

namespace skiff::cli {

namespace {

struct RmOptions {
  std::optional<std::int64_t> timeout;
  bool is_forced = false;
  bool is_removing_volumes = false;
  bool is_all = false;
  bool is_ignoring = false;
};

constexpr std::array own_options = {
    option<&RmOptions::is_forced>("force", 'f', "", "Kill those that run; one that does not exist is no error"),
    option<&RmOptions::is_removing_volumes>("volumes", 'v', "", "Remove their anonymous volumes too"),
    option<&RmOptions::is_all>("all", 'a', "", "Remove all containers"),
    option<&RmOptions::is_ignoring>("ignore", 'i', "", "A container that does not exist is no error"),
};
constexpr auto options = join_tables(own_options, stop_time_option<&RmOptions::timeout>);
constexpr std::array<std::string_view, 2> names = {"rm", "container rm"};
constexpr std::array<std::string_view, 2> examples = {"rm job", "rm -fv web"};

Result<int> remove(const RmOptions& given, Session& session) {
  TRY_ASSIGN(const auto targets, targets_of(session, given.is_all, Among::all_containers));
  TRY_ASSIGN(engine::Context* const context, session.context());
  auto removed = engine::remove(*context, targets, {given.is_forced, given.is_removing_volumes, given.timeout});
  if (given.is_ignoring || given.is_forced) drop_missing(removed);
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
