#include <skiff/engine/container.hpp>
#include <skiff/spec/signal.hpp>

#include "command.hpp"
#include "results.hpp"

namespace skiff::cli {

namespace {

struct KillOptions {
  int signal = 9;  ///< SIGKILL
  bool is_all = false;
};

constexpr std::array options = {
    parsed<&KillOptions::signal, spec::parse_signal>("signal", 's', "SIGNAL", "Send this signal (default: KILL)"),
    option<&KillOptions::is_all>("all", 'a', "", "Signal all that run"),
};
constexpr std::array<std::string_view, 2> names = {"kill", "container kill"};
constexpr std::array<std::string_view, 1> examples = {"kill -s HUP web"};

Result<int> kill(const KillOptions& given, Session& session) {
  TRY_ASSIGN(const auto targets, targets_of(session, given.is_all, Among::running));
  TRY_ASSIGN(engine::Context* const context, session.context());
  Results results(session, {});
  results.add(engine::kill(*context, targets, given.signal));
  return results.exit_code();
}

}  // namespace

extern const Command kill_command;
constexpr Command kill_command = {
    .names = names,
    .synopsis = "CONTAINER [CONTAINER...]",
    .summary = "Send a signal to running containers",
    .category = Category::containers,
    .options = checked<options>(),
    .operands = {0, unlimited},
    .examples = examples,
    .run = run_with<KillOptions, kill>,
};

}  // namespace skiff::cli
