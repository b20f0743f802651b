#include <skiff/engine/container.hpp>

#include "command.hpp"
#include "options/container.hpp"
#include "pull_display.hpp"

namespace skiff::cli {

namespace {

constexpr auto options = container_options;
constexpr std::array<std::string_view, 2> names = {"create", "container create"};
constexpr std::array<std::string_view, 1> examples = {"create --name job -v data:/data alpine /data/job.sh"};

Result<int> create(const ContainerOptions& given, Session& session) {
  TRY_ASSIGN(engine::ContainerRequest request, request_of(given, session));
  TRY_ASSIGN(engine::Context* const context, session.context());
  PullDisplay display(given.is_quiet);
  request.pull_options.progress = display.progress();
  TRY_ASSIGN(const std::string id, engine::create(*context, request));
  session.print_line(id);
  return 0;
}

}  // namespace

extern const Command create_command;
constexpr Command create_command = {
    .names = names,
    .synopsis = "IMAGE [COMMAND [ARG...]]",
    .summary = "Make a container without starting it",
    .category = Category::containers,
    .options = checked<options>(),
    .operands = {1, unlimited, true},
    .examples = examples,
    .run = run_with<ContainerOptions, create>,
};

}  // namespace skiff::cli
