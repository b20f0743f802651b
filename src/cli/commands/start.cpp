#include <skiff/engine/container.hpp>

#include "command.hpp"
#include "options/attach.hpp"
#include "options/selection.hpp"
#include "results.hpp"

namespace skiff::cli {

namespace {

struct StartOptions {
  engine::Terminal terminal;
  bool is_attached = false;
  bool is_interactive = false;
  engine::ContainerSelection selection;
};

constexpr std::array own_options = {
    option<&StartOptions::is_attached>("attach", 'a', "", "Show its output and hand signals on until it ends"),
    option<&StartOptions::is_interactive>("interactive", 'i', "", "Attach standard input too"),
};
constexpr auto selection_options =
    join_tables(std::array{option<&engine::ContainerSelection::is_all>("all", 0, "", "Start all that do not run")}, latest_option,
                filter_option('f'));
constexpr auto options = join_tables(own_options, within<&StartOptions::terminal>(attach_options),
                                     within<&StartOptions::selection>(selection_options));
constexpr std::array<std::string_view, 2> names = {"start", "container start"};
constexpr std::array<std::string_view, 2> examples = {"start web database", "start -ai job"};

Result<int> start(const StartOptions& given, Session& session) {
  const bool is_attached = given.is_attached || given.is_interactive;
  if (is_attached && (session.operands.size() > 1 || given.selection.is_all || !given.selection.filters.empty()))
    return fail(ErrorKind::usage, "you cannot start and attach multiple containers at once");
  TRY_ASSIGN(const auto targets, selected(session, given.selection, engine::Among::not_running));
  TRY_ASSIGN(engine::Context* const context, session.context());
  if (is_attached) {
    const engine::Terminal terminal = terminal_of(given.terminal, given.is_interactive, session);
    TRY_ASSIGN(const auto result, engine::start(*context, targets[0], terminal));
    return exit_code_of(result);
  }
  Results results(session, {});
  for (const std::string& name : targets) {
    auto started = engine::start(*context, name, std::nullopt);
    if (started && started->signal != 0) return exit_code_of(*started);
    if (started)
      session.print_line(name);
    else if (targets.size() == 1)
      return std::unexpected(std::move(started).error());
    else
      results.add_failure(started.error());
  }
  return results.exit_code();
}

}  // namespace

extern const Command start_command;
constexpr Command start_command = {
    .names = names,
    .synopsis = "CONTAINER [CONTAINER...]",
    .summary = "Start containers that were made or have ended",
    .category = Category::containers,
    .options = checked<options>(),
    .operands = {0, unlimited},
    .examples = examples,
    .starts_container = true,
    .run = run_with<StartOptions, start>,
};

}  // namespace skiff::cli
