#include <skiff/engine/container.hpp>

#include "command.hpp"
#include "results.hpp"

namespace skiff::cli {

namespace {

constexpr std::array<std::string_view, 1> names = {"container inspect"};
constexpr std::array<std::string_view, 1> examples = {"container inspect web"};

Result<int> inspect(const NoOptions&, Session& session) { return inspect_all(session, engine::inspect_container); }

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
