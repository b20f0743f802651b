#include <skiff/engine/container.hpp>

#include "command.hpp"
#include "results.hpp"

namespace skiff::cli {

namespace {

constexpr std::array<std::string_view, 2> names = {"wait", "container wait"};
constexpr std::array<std::string_view, 1> examples = {"wait job && skiff logs job"};

Result<int> wait(const NoOptions&, Session& session) {
  TRY_ASSIGN(engine::Context* const context, session.context());
  Results results(session, {});
  for (const std::string& name : session.operands) {
    const auto code = engine::wait(*context, name);
    if (!code) {
      results.add_failure(code.error());
      continue;
    }
    session.print_line(std::to_string(*code));
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
    .operands = {1, unlimited},
    .examples = examples,
    .run = run_with<NoOptions, wait>,
};

}  // namespace skiff::cli
