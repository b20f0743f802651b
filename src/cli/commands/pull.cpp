#include <skiff/engine/image.hpp>

#include "command.hpp"
#include "options/registry.hpp"
#include "pull_display.hpp"
#include "results.hpp"

namespace skiff::cli {

namespace {

struct PullCommandOptions {
  engine::PullOptions request;
  bool is_quiet = false;
};

constexpr auto options = join_tables(pull_options<&PullCommandOptions::request>,
                                     quiet_pull_option<&PullCommandOptions::is_quiet>);
constexpr std::array<std::string_view, 2> names = {"pull", "image pull"};
constexpr std::array<std::string_view, 2> examples = {"pull alpine debian:12", "pull --creds me:secret --platform linux/arm64 registry.example/app:2"};

Result<int> pull(const PullCommandOptions& given, Session& session) {
  TRY(check_credentials(given.request.registry));
  TRY_ASSIGN(engine::Context* const context, session.context());
  Results results(session, {});
  for (const std::string& reference : session.operands) {
    Result<std::string> id = std::string();
    {
      PullDisplay display(given.is_quiet);
      engine::PullOptions request = given.request;
      request.progress = display.progress();
      id = engine::pull(*context, reference, request);
    }
    if (id)
      session.print_line(*id);
    else
      results.add_failure(id.error());
  }
  return results.exit_code();
}

}  // namespace

extern const Command pull_command;
constexpr Command pull_command = {
    .names = names,
    .synopsis = "IMAGE [IMAGE...]",
    .summary = "Fetch images from their registries",
    .category = Category::images,
    .options = checked<options>(),
    .operands = {1, unlimited},
    .examples = examples,
    .run = run_with<PullCommandOptions, pull>,
};

}  // namespace skiff::cli
