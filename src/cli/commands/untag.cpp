#include <skiff/engine/image.hpp>

#include "command.hpp"

namespace skiff::cli {

namespace {

constexpr std::array<std::string_view, 2> names = {"untag", "image untag"};
constexpr std::array<std::string_view, 2> examples = {"untag alpine", "untag alpine localhost/base:1"};

Result<int> untag(const NoOptions&, Session& session) {
  TRY_ASSIGN(engine::Context* const context, session.context());
  const std::vector<std::string> references(session.operands.begin() + 1, session.operands.end());
  TRY(engine::untag(*context, session.operands[0], references));
  return 0;
}

}  // namespace

extern const Command untag_command;
constexpr Command untag_command = {
    .names = names,
    .synopsis = "IMAGE [NAME...]",
    .summary = "Take names from an image, all or those given; the image stays",
    .category = Category::images,
    .operands = {1, unlimited},
    .examples = examples,
    .run = run_with<NoOptions, untag>,
};

}  // namespace skiff::cli
