#include <skiff/engine/volume.hpp>

#include "command.hpp"
#include "results.hpp"

namespace skiff::cli {

namespace {

constexpr std::array<std::string_view, 1> names = {"volume inspect"};
constexpr std::array<std::string_view, 1> examples = {"volume inspect data"};

Result<int> inspect(const NoOptions&, Session& session) { return inspect_all(session, engine::inspect_volume); }

}  // namespace

extern const Command volume_inspect_command;
constexpr Command volume_inspect_command = {
    .names = names,
    .synopsis = "VOLUME [VOLUME...]",
    .summary = "Show all there is to know of volumes, as JSON",
    .category = Category::volumes,
    .operands = {1, unlimited},
    .examples = examples,
    .run = run_with<NoOptions, inspect>,
};

}  // namespace skiff::cli
