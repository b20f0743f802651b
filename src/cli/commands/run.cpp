#include <algorithm>

#include <skiff/base/text.hpp>
#include <skiff/engine/container.hpp>

#include "command.hpp"
#include "options/attach.hpp"
#include "options/container.hpp"
#include "pull_display.hpp"

namespace skiff::cli {

namespace {

enum class Stream { input, output, error };

struct RunOptions {
  ContainerOptions container;
  engine::Terminal terminal;
  bool is_detached = false;
  std::vector<Stream> attached;  ///< none is all
};

Result<Stream> parse_stream(std::string_view text) {
  const std::string name = base::to_lower(text);
  if (name == "stdin") return Stream::input;
  if (name == "stdout") return Stream::output;
  if (name == "stderr") return Stream::error;
  return fail(ErrorKind::invalid, "the streams are stdin, stdout and stderr");
}

constexpr std::array own_options = {
    option<&RunOptions::is_detached>("detach", 'd', "", "Run in the background and print the container's id"),
    parsed<&RunOptions::attached, parse_stream>("attach", 'a', "STREAM",
                                                "Show only these streams of it: stdin, stdout, stderr (default: all)"),
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
Result<std::optional<engine::Terminal>> streams_of(const RunOptions& given, const spec::ProcessConfig& process, Session& session) {
  if (given.is_detached && !given.attached.empty()) return fail(ErrorKind::usage, "conflicting options: --attach and --detach");
  if (given.is_detached) return std::nullopt;
  TRY(check_input_terminal(process.has_terminal, process.is_interactive, session));
  engine::Terminal terminal = terminal_of(given.terminal, process.is_interactive, session);
  const auto is_attached = [&](Stream stream) { return given.attached.empty() || std::ranges::find(given.attached, stream) != given.attached.end(); };
  if (!is_attached(Stream::output)) terminal.output = -1;
  if (!is_attached(Stream::error)) terminal.error = -1;
  return terminal;
}

Result<int> run(const RunOptions& given, Session& session) {
  TRY_ASSIGN(engine::ContainerRequest request, request_of(given.container, session));
  TRY_ASSIGN(const auto terminal, streams_of(given, request.config.process, session));
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
