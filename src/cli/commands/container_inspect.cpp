#include <skiff/engine/container.hpp>

#include "command.hpp"
#include "results.hpp"

namespace skiff::cli {

namespace {

constexpr std::array<std::string_view, 1> names = {"container inspect"};
constexpr std::array<std::string_view, 1> examples = {"container inspect web"};

Result<base::json::value> inspect_one(engine::Context& context, const std::string& name) {
  return engine::inspect_container(context, name);
}

Result<int> inspect(const NoOptions&, Session& session) { return inspect_all(session, inspect_one); }

}  // namespace

extern const Command container_inspect_command;
constexpr Command container_inspect_command = {
    .names = names,
    .synopsis = "CONTAINER [CONTAINER...]",
    .summary = "Show all there is to know of containers, as JSON",
    .category = Category::containers,
    .operands = {1, unlimited},
    .examples = examples,
    .run = run_with<NoOptions, inspect>,
};

}  // namespace skiff::cli
