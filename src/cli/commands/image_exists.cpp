#include <skiff/engine/image.hpp>

#include "command.hpp"

namespace skiff::cli {

namespace {

constexpr std::array<std::string_view, 1> names = {"image exists"};
constexpr std::array<std::string_view, 1> examples = {"image exists alpine"};

Result<int> exists(const NoOptions&, Session& session) {
  TRY_ASSIGN(engine::Context* const context, session.context());
  TRY_ASSIGN(const bool is_there, engine::image_exists(*context, session.operands[0]));
  return is_there ? 0 : 1;
}

}  // namespace

extern const Command image_exists_command;
constexpr Command image_exists_command = {
    .names = names,
    .synopsis = "IMAGE",
    .summary = "Tell by the exit code whether an image exists: 0 or 1",
    .category = Category::images,
    .operands = {1, 1},
    .examples = examples,
    .run = run_with<NoOptions, exists>,
};

}  // namespace skiff::cli
