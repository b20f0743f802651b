#include <skiff/engine/container.hpp>

#include "command.hpp"

namespace skiff::cli {

namespace {

/// There are no containers but skiff's own.
constexpr std::array options = {
    said_anyway("external", "Also containers of other tools (there are none in skiff's store)"),
};
constexpr std::array<std::string_view, 1> names = {"container exists"};
constexpr std::array<std::string_view, 1> examples = {"container exists web"};

Result<int> exists(const NoOptions&, Session& session) {
  TRY_ASSIGN(engine::Context* const context, session.context());
  TRY_ASSIGN(const bool is_there, engine::container_exists(*context, session.operands[0]));
  return is_there ? 0 : 1;
}

}  // namespace

extern const Command container_exists_command;
constexpr Command container_exists_command = {
    .names = names,
    .synopsis = "CONTAINER",
    .summary = "Tell by the exit code whether a container exists: 0 or 1",
    .category = Category::containers,
    .options = checked<options>(),
    .operands = {1, 1},
    .examples = examples,
    .run = run_with<NoOptions, exists>,
};

}  // namespace skiff::cli
