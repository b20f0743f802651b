#include <skiff/engine/image.hpp>

#include "command.hpp"
#include "results.hpp"

namespace skiff::cli {

namespace {

constexpr std::array<std::string_view, 1> names = {"image inspect"};
constexpr std::array<std::string_view, 1> examples = {"image inspect alpine"};

Result<int> inspect(const NoOptions&, Session& session) { return inspect_all(session, engine::inspect_image); }

}  // namespace

extern const Command image_inspect_command;
constexpr Command image_inspect_command = {
    .names = names,
    .synopsis = "IMAGE [IMAGE...]",
    .summary = "Show all there is to know of images, as JSON",
    .category = Category::images,
    .operands = {1, unlimited},
    .examples = examples,
    .run = run_with<NoOptions, inspect>,
};

}  // namespace skiff::cli
