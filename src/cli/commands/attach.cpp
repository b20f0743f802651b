#include <skiff/engine/container.hpp>

#include "command.hpp"
#include "options/attach.hpp"
#include "options/selection.hpp"

namespace skiff::cli {

namespace {

struct AttachCommandOptions {
  engine::Terminal terminal;
  bool is_without_input = false;
  engine::ContainerSelection selection;
};

constexpr std::array own_options = {
    option<&AttachCommandOptions::is_without_input>("no-stdin", 0, "", "Do not attach standard input"),
};
constexpr auto options = join_tables(own_options, within<&AttachCommandOptions::terminal>(attach_options),
                                     within<&AttachCommandOptions::selection>(latest_option));
constexpr std::array<std::string_view, 2> names = {"attach", "container attach"};
constexpr std::array<std::string_view, 1> examples = {"attach --detach-keys ctrl-a,d shell"};

Result<int> attach(const AttachCommandOptions& given, Session& session) {
  TRY_ASSIGN(const auto targets, selected(session, given.selection, engine::Among::all));
  TRY_ASSIGN(engine::Context* const context, session.context());
  const engine::Terminal terminal = terminal_of(given.terminal, !given.is_without_input, session);
  TRY_ASSIGN(const auto result, engine::attach(*context, targets[0], terminal));
  return exit_code_of(result);
}

}  // namespace

extern const Command attach_command;
constexpr Command attach_command = {
    .names = names,
    .synopsis = "CONTAINER",
    .summary = "Connect to the input and output of a running container",
    .category = Category::containers,
    .options = checked<options>(),
    .operands = {0, 1},
    .examples = examples,
    .run = run_with<AttachCommandOptions, attach>,
};

}  // namespace skiff::cli
