#include <skiff/engine/container.hpp>

#include "command.hpp"
#include "options/stop.hpp"
#include "results.hpp"

namespace skiff::cli {

namespace {

constexpr auto options = stop_time_option<&engine::StopOptions::timeout>;
constexpr std::array<std::string_view, 2> names = {"restart", "container restart"};
constexpr std::array<std::string_view, 1> examples = {"restart -t 5 web"};

Result<int> restart(const engine::StopOptions& given, Session& session) {
  TRY_ASSIGN(engine::Context* const context, session.context());
  Results results(session, {});
  results.add(engine::restart(*context, session.operands, given));
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
    .operands = {1, unlimited},
    .examples = examples,
    .starts_container = true,
    .run = run_with<engine::StopOptions, restart>,
};

}  // namespace skiff::cli
