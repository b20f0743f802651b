#include <skiff/engine/image.hpp>

#include "command.hpp"
#include "options/registry.hpp"
#include "pull_display.hpp"
#include "results.hpp"

namespace skiff::cli {

namespace {

struct PullCommandOptions {
  engine::PullOptions request;
  engine::PullPolicy policy = engine::PullPolicy::always;
  bool has_all_tags = false;
  bool is_quiet = false;
};

constexpr std::array own_options = {
    option<&PullCommandOptions::has_all_tags>("all-tags", 'a', "", "All images that the registry has under this name"),
    parsed<&PullCommandOptions::policy, parse_pull_policy>("policy", 0, "POLICY",
                                                           "Fetch it: always, missing, never or newer (default: always)"),
};
constexpr auto options = join_tables(own_options, pull_options<&PullCommandOptions::request>,
                                     quiet_pull_option<&PullCommandOptions::is_quiet>);
constexpr std::array<std::string_view, 2> names = {"pull", "image pull"};
constexpr std::array<std::string_view, 3> examples = {"pull alpine debian:12", "pull --policy missing alpine", "pull --creds me:secret --platform linux/arm64 registry.example/app:2"};

/// The images that are meant; those of a name whose tags cannot be told are one error.
Result<std::vector<std::string>> images_of(const PullCommandOptions& given, Session& session, Results& results) {
  if (!given.has_all_tags) return session.operands;
  TRY_ASSIGN(engine::Context* const context, session.context());
  std::vector<std::string> images;
  for (const std::string& name : session.operands) {
    auto tags = engine::tags_of(*context, name, given.request);
    if (tags)
      std::ranges::move(*tags, std::back_inserter(images));
    else
      results.add_failure(tags.error());
  }
  return images;
}

Result<int> pull(const PullCommandOptions& given, Session& session) {
  TRY(check_credentials(given.request.registry));
  TRY_ASSIGN(engine::Context* const context, session.context());
  Results results(session, {});
  TRY_ASSIGN(const auto images, images_of(given, session, results));
  for (const std::string& reference : images) {
    Result<std::string> id = std::string();
    {
      PullDisplay display(given.is_quiet);
      engine::PullOptions request = given.request;
      request.progress = display.progress();
      id = engine::obtain(*context, reference, given.policy, request);
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
