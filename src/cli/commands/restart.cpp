#include <skiff/engine/container.hpp>

#include "command.hpp"
#include "options/stop.hpp"
#include "results.hpp"

namespace skiff::cli {

namespace {

struct RestartOptions {
  std::optional<std::int64_t> timeout;
};

constexpr auto options = stop_time_option<&RestartOptions::timeout>;
constexpr std::array<std::string_view, 2> names = {"restart", "container restart"};
constexpr std::array<std::string_view, 1> examples = {"restart -t 5 web"};

Result<int> restart(const RestartOptions& given, Session& session) {
  TRY_ASSIGN(engine::Context* const context, session.context());
  Results results(session, {});
  results.add(engine::restart(*context, session.operands, {given.timeout, std::nullopt}));
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
    .run = run_with<RestartOptions, restart>,
};

}  // namespace skiff::cli
