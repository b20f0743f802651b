#include <skiff/engine/container.hpp>

#include "command.hpp"
#include "options/attach.hpp"
#include "options/process.hpp"
#include "options/selection.hpp"

namespace skiff::cli {

namespace {

struct ExecOptions {
  spec::ExecConfig request;
  std::vector<std::string> env_files;
  engine::Terminal terminal;
  bool is_detached = false;
  engine::ContainerSelection selection;
};

constexpr std::array own_options = {
    option<&ExecOptions::is_detached>("detach", 'd', "", "Leave the program running in the background"),
};
constexpr auto options = join_tables(own_options, within<&ExecOptions::request>(process_options<spec::ExecConfig>),
                                     env_file_option<&ExecOptions::env_files>, within<&ExecOptions::terminal>(detach_keys_option),
                                     within<&ExecOptions::selection>(join_tables(latest_option, id_file_option)));
constexpr std::array<std::string_view, 2> names = {"exec", "container exec"};
constexpr std::array<std::string_view, 2> examples = {"exec -it web sh", "exec -u postgres -w /tmp database psql -c 'select 1'"};

/// The container: the first word, or what an option says; then all words are the program's.
Result<std::string> take_container(const ExecOptions& given, Session& session) {
  engine::ContainerSelection selection = given.selection;
  if (!selection.is_latest && selection.id_files.empty()) {
    selection.names = {session.operands[0]};
    session.operands.erase(session.operands.begin());
  }
  if (session.operands.empty()) return fail(ErrorKind::usage, "there is no program to run: name one behind the container");
  if (!selection.names.empty()) return selection.names[0];
  TRY_ASSIGN(engine::Context* const context, session.context());
  TRY_ASSIGN(const auto targets, engine::select_containers(*context, selection, engine::Among::all));
  if (targets.size() != 1) return fail(ErrorKind::usage, "exec is for one container: {} are named", targets.size());
  return targets[0];
}

Result<int> exec(const ExecOptions& given, Session& session) {
  TRY_ASSIGN(const std::string container, take_container(given, session));
  spec::ExecConfig request = given.request;
  request.command = session.operands;
  TRY_ASSIGN(request.env, env_of(given.env_files, given.request.env));
  std::optional<engine::Terminal> terminal;
  if (!given.is_detached) {
    TRY(check_input_terminal(request.has_terminal, request.is_interactive, session));
    terminal = terminal_of(given.terminal, request.is_interactive, session);
  }
  TRY_ASSIGN(engine::Context* const context, session.context());
  auto result = engine::exec(*context, container, request, terminal);
  if (result) return exit_code_of(*result);
  if (result.error().kind() != ErrorKind::wrong_state) return std::unexpected(std::move(result).error());
  session.print_error(result.error());
  return session.personality.exec_not_running;
}

}  // namespace

extern const Command exec_command;
constexpr Command exec_command = {
    .names = names,
    .synopsis = "CONTAINER COMMAND [ARG...]",
    .summary = "Run a program in a running container",
    .category = Category::containers,
    .options = checked<options>(),
    .operands = {1, unlimited, true},
    .examples = examples,
    .run = run_with<ExecOptions, exec>,
};

}  // namespace skiff::cli
