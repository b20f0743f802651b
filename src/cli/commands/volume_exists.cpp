#include <skiff/engine/volume.hpp>

#include "command.hpp"

namespace skiff::cli {

namespace {

constexpr std::array<std::string_view, 1> names = {"volume exists"};
constexpr std::array<std::string_view, 1> examples = {"volume exists data"};

Result<int> exists(const NoOptions&, Session& session) {
  TRY_ASSIGN(engine::Context* const context, session.context());
  TRY_ASSIGN(const bool is_there, engine::volume_exists(*context, session.operands[0]));
  return is_there ? 0 : 1;
}

}  // namespace

extern const Command volume_exists_command;
constexpr Command volume_exists_command = {
    .names = names,
    .synopsis = "VOLUME",
    .summary = "Tell by the exit code whether a volume exists: 0 or 1",
    .category = Category::volumes,
    .operands = {1, 1},
    .examples = examples,
    .run = run_with<NoOptions, exists>,
};

}  // namespace skiff::cli
