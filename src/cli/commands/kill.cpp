#include <skiff/engine/container.hpp>
#include <skiff/spec/signal.hpp>

#include "command.hpp"
#include "options/selection.hpp"
#include "results.hpp"

namespace skiff::cli {

namespace {

struct KillOptions {
  int signal = 9;  ///< SIGKILL
  engine::ContainerSelection selection;
};

constexpr auto selection_options =
    join_tables(std::array{option<&engine::ContainerSelection::is_all>("all", 'a', "", "Signal all that run")}, latest_option,
                id_file_option);
constexpr auto options = join_tables(
    std::array{parsed<&KillOptions::signal, spec::parse_signal>("signal", 's', "SIGNAL", "Send this signal (default: KILL)")},
    within<&KillOptions::selection>(selection_options));
constexpr std::array<std::string_view, 2> names = {"kill", "container kill"};
constexpr std::array<std::string_view, 1> examples = {"kill -s HUP web"};

Result<int> kill(const KillOptions& given, Session& session) {
  TRY_ASSIGN(const auto targets, selected(session, given.selection, engine::Among::running));
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
