#include "command.hpp"
#include "inspectors.hpp"
#include "options/selection.hpp"

namespace skiff::cli {

namespace {

struct ContainerInspectOptions {
  std::string format;
  bool has_size = false;
  engine::ContainerSelection selection;
};

constexpr std::array own_options = {
    option<&ContainerInspectOptions::format>("format", 'f', "TEMPLATE", "Print what this Go template makes of each, or json"),
    option<&ContainerInspectOptions::has_size>("size", 's', "", "Also the size of their files"),
};
constexpr auto options = join_tables(own_options, within<&ContainerInspectOptions::selection>(latest_option));
constexpr std::array<std::string_view, 1> names = {"container inspect"};
constexpr std::array<std::string_view, 1> examples = {"container inspect web"};

Result<int> inspect(const ContainerInspectOptions& given, Session& session) {
  TRY_ASSIGN(const auto targets, selected(session, given.selection, engine::Among::all));
  const std::array kinds = {given.has_size ? sized_container_inspector : container_inspector};
  return inspect_all(session, given.format, kinds, targets);
}

}  // namespace

extern const Command container_inspect_command;
constexpr Command container_inspect_command = {
    .names = names,
    .synopsis = "CONTAINER [CONTAINER...]",
    .summary = "Show all there is to know of containers, as JSON",
    .category = Category::containers,
    .options = checked<options>(),
    .operands = {0, unlimited},
    .examples = examples,
    .run = run_with<ContainerInspectOptions, inspect>,
};

}  // namespace skiff::cli
