#include <skiff/engine/container.hpp>

#include "command.hpp"
#include "options/stop.hpp"
#include "results.hpp"

namespace skiff::cli {

namespace {

struct StopCommandOptions {
  engine::StopOptions request;
  bool is_all = false;
  bool is_ignoring = false;
};

constexpr std::array own_options = {
    option<&StopCommandOptions::is_all>("all", 'a', "", "Stop all that run"),
    option<&StopCommandOptions::is_ignoring>("ignore", 'i', "", "A container that does not exist is no error"),
};
constexpr auto request_options = join_tables(
    stop_time_option<&engine::StopOptions::timeout>,
    std::array{parsed<&engine::StopOptions::signal, spec::parse_signal>("signal", 's', "SIGNAL", "Send this signal first")});
constexpr auto options = join_tables(own_options, within<&StopCommandOptions::request>(request_options));
constexpr std::array<std::string_view, 2> names = {"stop", "container stop"};
constexpr std::array<std::string_view, 2> examples = {"stop web database", "stop -t 60 -a"};

Result<int> stop(const StopCommandOptions& given, Session& session) {
  TRY_ASSIGN(const auto targets, targets_of(session, given.is_all, Among::running));
  TRY_ASSIGN(engine::Context* const context, session.context());
  auto stopped = engine::stop(*context, targets, given.request);
  if (given.is_ignoring) drop_missing(stopped);
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
