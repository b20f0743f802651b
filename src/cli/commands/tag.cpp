#include <skiff/engine/image.hpp>

#include "command.hpp"

namespace skiff::cli {

namespace {

constexpr std::array<std::string_view, 2> names = {"tag", "image tag"};
constexpr std::array<std::string_view, 1> examples = {"tag alpine registry.example/base:1"};

Result<int> tag(const NoOptions&, Session& session) {
  TRY_ASSIGN(engine::Context* const context, session.context());
  for (std::size_t i = 1; i < session.operands.size(); ++i)
    TRY(engine::tag(*context, session.operands[0], session.operands[i]));
  return 0;
}

}  // namespace

extern const Command tag_command;
constexpr Command tag_command = {
    .names = names,
    .synopsis = "IMAGE NAME [NAME...]",
    .summary = "Give an image another name",
    .category = Category::images,
    .operands = {2, unlimited},
    .examples = examples,
    .run = run_with<NoOptions, tag>,
};

}  // namespace skiff::cli
