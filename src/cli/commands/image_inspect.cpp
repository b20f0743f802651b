#include "command.hpp"
#include "inspectors.hpp"

namespace skiff::cli {

namespace {

struct ImageInspectOptions {
  std::string format;
};

constexpr std::array options = {
    option<&ImageInspectOptions::format>("format", 'f', "TEMPLATE", "Print what this Go template makes of each, or json"),
};
constexpr std::array<std::string_view, 1> names = {"image inspect"};
constexpr std::array<std::string_view, 1> examples = {"image inspect alpine"};

Result<int> inspect(const ImageInspectOptions& given, Session& session) {
  return inspect_all(session, given.format, std::array{image_inspector}, session.operands);
}

}  // namespace

extern const Command image_inspect_command;
constexpr Command image_inspect_command = {
    .names = names,
    .synopsis = "IMAGE [IMAGE...]",
    .summary = "Show all there is to know of images, as JSON",
    .category = Category::images,
    .options = checked<options>(),
    .operands = {1, unlimited},
    .examples = examples,
    .run = run_with<ImageInspectOptions, inspect>,
};

}  // namespace skiff::cli
