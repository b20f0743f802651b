#include <algorithm>

#include <skiff/base/text.hpp>
#include <skiff/engine/container.hpp>

#include "command.hpp"
#include "options/attach.hpp"
#include "options/container.hpp"
#include "pull_display.hpp"

namespace skiff::cli {

namespace {

struct RunOptions {
  ContainerOptions container;
  engine::Terminal terminal;
  bool is_detached = false;
};

constexpr std::array own_options = {
    option<&RunOptions::is_detached>("detach", 'd', "", "Run in the background and print the container's id"),
};
constexpr auto options = join_tables(own_options, within<&RunOptions::container>(container_options),
                                     within<&RunOptions::terminal>(attach_options));
constexpr std::array<std::string_view, 2> names = {"run", "container run"};
constexpr std::array<std::string_view, 4> examples = {
    "run --rm hello",
    "run -it --rm debian bash",
    "run -d --name web -v site:/usr/share/nginx/html nginx",
    "run --rm -e TZ -w /src -v .:/src alpine ./build.sh",
};

/// The caller's streams; none with -d. Errors: usage, wrong_state.
Result<std::optional<engine::Terminal>> streams_of(const RunOptions& given, const spec::ContainerConfig& config, Session& session) {
  const std::vector<std::string>& attached = config.attached;
  const spec::ProcessConfig& process = config.process;
  if (given.is_detached && !attached.empty()) return fail(ErrorKind::usage, "conflicting options: --attach and --detach");
  if (given.is_detached) return std::nullopt;
  TRY(check_input_terminal(process.has_terminal, process.is_interactive, session));
  engine::Terminal terminal = terminal_of(given.terminal, process.is_interactive, session);
  const auto is_attached = [&](std::string_view stream) { return attached.empty() || std::ranges::find(attached, stream) != attached.end(); };
  if (!is_attached("stdout")) terminal.output = -1;
  if (!is_attached("stderr")) terminal.error = -1;
  return terminal;
}

Result<int> run(const RunOptions& given, Session& session) {
  TRY_ASSIGN(engine::ContainerRequest request, request_of(given.container, session));
  TRY_ASSIGN(const auto terminal, streams_of(given, request.config, session));
  TRY_ASSIGN(engine::Context* const context, session.context());
  PullDisplay display(given.container.is_quiet);
  request.pull_options.progress = display.progress();
  auto result = engine::run(*context, request, terminal);
  if (!result && result.error().kind() == ErrorKind::no_command && session.operands.size() > 1 &&
      session.operands[1].starts_with('-'))
    result.error().with_hint("options of skiff stand before the image's name");
  if (!result) return std::unexpected(std::move(result).error());
  const bool is_seen = terminal && (terminal->output >= 0 || terminal->error >= 0);
  if (!is_seen) session.print_line(result->id);
  return exit_code_of(result->attach);
}

}  // namespace

extern const Command run_command;
constexpr Command run_command = {
    .names = names,
    .synopsis = "IMAGE [COMMAND [ARG...]]",
    .summary = "Run a program in a new container",
    .category = Category::containers,
    .options = checked<options>(),
    .operands = {1, unlimited, true},
    .examples = examples,
    .starts_container = true,
    .run = run_with<RunOptions, run>,
};

}  // namespace skiff::cli
