#include <csignal>

#include <skiff/base/text.hpp>
#include <skiff/engine/container.hpp>

#include "command.hpp"
#include "options/selection.hpp"
#include "terminal.hpp"

namespace skiff::cli {

namespace {

/// A number of lines; all of them for "all" and for a negative number, as podman has it.
Result<std::optional<std::uint64_t>> parse_tail(std::string_view text) {
  if (text == "all") return std::nullopt;
  const auto lines = base::parse_signed(text);
  if (!lines) return fail(ErrorKind::invalid, "neither a number of lines nor \"all\"");
  if (*lines < 0) return std::nullopt;
  return static_cast<std::uint64_t>(*lines);
}

Result<base::Time> parse_moment_now(std::string_view text) { return base::parse_moment(text, base::now()); }

struct LogsCommandOptions {
  engine::LogOptions request;
  engine::ContainerSelection selection;
};

constexpr std::array request_options = {
    option<&engine::LogOptions::is_following>("follow", 'f', "", "Go on with what is written until the container ends"),
    option<&engine::LogOptions::has_timestamps>("timestamps", 't', "", "Put the time before each line"),
    parsed_unless_empty<&engine::LogOptions::tail, parse_tail>("tail", 'n', "LINES", "Only the last LINES (default: all)"),
    parsed_unless_empty<&engine::LogOptions::since, parse_moment_now>("since", 0, "TIME",
                                                                      "From TIME on: a date, or as long ago as 10m or 1h30m"),
    parsed_unless_empty<&engine::LogOptions::until, parse_moment_now>("until", 0, "TIME", "Up to TIME"),
    option<&engine::LogOptions::has_names>("names", 0, "", "Lines of several containers begin with names, not with ids"),
    option<&engine::LogOptions::has_colors>("color", 0, "", "Colour the lines, each container's in its own"),
};
constexpr auto options = join_tables(within<&LogsCommandOptions::request>(request_options),
                                     within<&LogsCommandOptions::selection>(latest_option));
constexpr std::array<std::string_view, 2> names = {"logs", "container logs"};
constexpr std::array<std::string_view, 2> examples = {"logs -f --tail 20 web", "logs -f --names web database"};

Result<int> logs(const LogsCommandOptions& given, Session& session) {
  TRY_ASSIGN(const auto targets, selected(session, given.selection, engine::Among::all));
  TRY_ASSIGN(engine::Context* const context, session.context());
  auto result = engine::logs(*context, targets, given.request, standard_output, standard_error);
  if (result) return 0;
  if (result.error().errno_value() == EPIPE) end_by_signal(SIGPIPE);
  return std::unexpected(std::move(result).error());
}

}  // namespace

extern const Command logs_command;
constexpr Command logs_command = {
    .names = names,
    .synopsis = "CONTAINER [CONTAINER...]",
    .summary = "Print what containers wrote",
    .category = Category::containers,
    .options = checked<options>(),
    .operands = {0, unlimited},
    .examples = examples,
    .run = run_with<LogsCommandOptions, logs>,
};

}  // namespace skiff::cli
