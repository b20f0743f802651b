#include <skiff/base/text.hpp>
#include <skiff/engine/container.hpp>

#include "command.hpp"
#include "options/selection.hpp"
#include "results.hpp"

namespace skiff::cli {

namespace {

using engine::WaitCondition;

struct WaitCommandOptions {
  std::vector<WaitCondition> conditions;
  base::Duration interval = engine::WaitOptions().interval;
  engine::ContainerSelection selection;
  bool is_first_enough = false;
};

struct ConditionName {
  std::string_view name;
  WaitCondition condition;
};
/// podman's words, and those of docker's API.
constexpr std::array condition_names = {
    ConditionName{"exited", WaitCondition::not_running},    ConditionName{"stopped", WaitCondition::not_running},
    ConditionName{"not-running", WaitCondition::not_running}, ConditionName{"next-exit", WaitCondition::next_exit},
    ConditionName{"removed", WaitCondition::removed},       ConditionName{"removing", WaitCondition::removed},
    ConditionName{"created", WaitCondition::created},       ConditionName{"configured", WaitCondition::created},
    ConditionName{"running", WaitCondition::running},       ConditionName{"stopping", WaitCondition::stopping},
};

Result<WaitCondition> parse_condition(std::string_view text) {
  for (const ConditionName& known : condition_names)
    if (known.name == text) return known.condition;
  return fail(ErrorKind::invalid,
              "unknown container state: the choices are exited, running, created, stopping, removed and next-exit");
}

/// One condition, or several with commas.
Result<void> add_conditions(std::vector<WaitCondition>& conditions, std::string_view text) {
  for (const std::string_view name : base::split(text, ',')) {
    TRY_ASSIGN(const WaitCondition condition, parse_condition(name));
    conditions.push_back(condition);
  }
  return {};
}

/// A duration as "1s", or milliseconds.
Result<base::Duration> parse_interval(std::string_view text) {
  constexpr base::Duration longest = std::chrono::hours(1);
  const auto number = base::parse_unsigned(text);
  base::Duration interval{};
  if (number && *number <= 3'600'000) {
    interval = std::chrono::milliseconds(*number);
  } else {
    TRY_ASSIGN(interval, base::parse_duration(text));
  }
  if (interval < std::chrono::milliseconds(1) || interval > longest)
    return fail(ErrorKind::invalid, "not a time from 1ms to 1h");
  return interval;
}

constexpr std::array own_options = {
    applied<&WaitCommandOptions::conditions, add_conditions>(
        "condition", 0, "STATE", "Wait for exited (the default), running, created, stopping, removed or next-exit"),
    parsed<&WaitCommandOptions::interval, parse_interval>("interval", 'i', "TIME",
                                                          "How often to look where nothing tells of a change (default: 100ms)"),
    option<&WaitCommandOptions::is_first_enough>("exit-first-match", 0, "", "Wait for the first of several containers only"),
};
constexpr auto selection_options =
    join_tables(std::array{option<&engine::ContainerSelection::is_ignoring>("ignore", 0, "", "Print -1 for a container that does not exist")},
                latest_option);
constexpr auto options = join_tables(own_options, within<&WaitCommandOptions::selection>(selection_options));
constexpr std::array<std::string_view, 2> names = {"wait", "container wait"};
constexpr std::array<std::string_view, 2> examples = {"wait job && skiff logs job", "wait --condition running web"};

Result<int> wait(const WaitCommandOptions& given, Session& session) {
  TRY_ASSIGN(auto targets, selected(session, given.selection, engine::Among::all));
  TRY_ASSIGN(engine::Context* const context, session.context());
  engine::WaitOptions wanted;
  wanted.interval = given.interval;
  if (!given.conditions.empty()) wanted.conditions = given.conditions;
  if (given.is_first_enough) {
    TRY_ASSIGN(const auto waited, engine::wait_for_first(*context, targets, wanted));
    session.print_line(std::to_string(waited.code));
    return 0;
  }
  Results results(session, {});
  for (const std::string& name : targets) {
    const auto code = engine::wait(*context, name, wanted);
    const bool is_ignored = !code && code.error().kind() == ErrorKind::not_found && given.selection.is_ignoring;
    if (!code && !is_ignored) {
      results.add_failure(code.error());
      continue;
    }
    session.print_line(std::to_string(code ? *code : -1));
    // The next one may take long; a script reads this code now.
    TRY(session.flush());
  }
  return results.exit_code();
}

}  // namespace

extern const Command wait_command;
constexpr Command wait_command = {
    .names = names,
    .synopsis = "CONTAINER [CONTAINER...]",
    .summary = "Wait until containers end and print their exit codes",
    .category = Category::containers,
    .options = checked<options>(),
    .operands = {0, unlimited},
    .examples = examples,
    .run = run_with<WaitCommandOptions, wait>,
};

}  // namespace skiff::cli
