#include "command.hpp"
#include "inspectors.hpp"
#include "options/selection.hpp"

namespace skiff::cli {

namespace {

/// Behind `any` in the order of `kinds`.
enum class ObjectType { any, container, image, volume };

struct InspectOptions {
  std::string format;
  ObjectType type = ObjectType::any;
  bool has_size = false;
  engine::ContainerSelection selection;
};

Result<ObjectType> parse_type(std::string_view text) {
  if (text == "all" || text.empty()) return ObjectType::any;
  if (text == "container") return ObjectType::container;
  if (text == "image") return ObjectType::image;
  if (text == "volume") return ObjectType::volume;
  return fail(ErrorKind::invalid, "the choices are all, container, image and volume");
}

constexpr std::array own_options = {
    option<&InspectOptions::format>("format", 'f', "TEMPLATE", "Print what this Go template makes of each, or json"),
    parsed<&InspectOptions::type, parse_type>("type", 't', "TYPE", "Look only for a container, an image or a volume"),
    option<&InspectOptions::has_size>("size", 's', "", "Also the size of a container's files"),
};
constexpr auto options = join_tables(own_options, within<&InspectOptions::selection>(latest_option));
constexpr std::array<std::string_view, 1> names = {"inspect"};
constexpr std::array<std::string_view, 2> examples = {"inspect --type image alpine", "inspect -f '{{.State.Status}}' web"};

Result<int> inspect(const InspectOptions& given, Session& session) {
  const bool is_of_container = given.type == ObjectType::any || given.type == ObjectType::container;
  if (!is_of_container && (given.has_size || given.selection.is_latest))
    return fail(ErrorKind::usage, "--size and --latest are of containers");
  TRY_ASSIGN(const auto targets, selected(session, given.selection, engine::Among::all));
  const std::array kinds = {given.has_size ? sized_container_inspector : container_inspector, image_inspector, volume_inspector};
  const std::span<const Inspector> all = kinds;
  const std::span<const Inspector> wanted = given.type == ObjectType::any ? all : all.subspan(static_cast<std::size_t>(given.type) - 1, 1);
  return inspect_all(session, given.format, wanted, targets);
}

}  // namespace

extern const Command inspect_command;
constexpr Command inspect_command = {
    .names = names,
    .synopsis = "NAME [NAME...]",
    .summary = "Show all there is to know of a container, image or volume, as JSON",
    .category = Category::system,
    .options = checked<options>(),
    .operands = {0, unlimited},
    .examples = examples,
    .run = run_with<InspectOptions, inspect>,
};

}  // namespace skiff::cli
