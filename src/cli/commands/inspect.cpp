#include <skiff/base/text.hpp>
#include <skiff/engine/container.hpp>
#include <skiff/engine/image.hpp>
#include <skiff/engine/volume.hpp>

#include "command.hpp"
#include "results.hpp"

namespace skiff::cli {

namespace {

enum class ObjectType { any, container, image, volume };

struct InspectOptions {
  ObjectType type = ObjectType::any;
};

Result<ObjectType> parse_type(std::string_view text) {
  if (text == "all" || text.empty()) return ObjectType::any;
  if (text == "container") return ObjectType::container;
  if (text == "image") return ObjectType::image;
  if (text == "volume") return ObjectType::volume;
  return fail(ErrorKind::invalid, "the choices are all, container, image and volume");
}

constexpr std::array options = {
    parsed<&InspectOptions::type, parse_type>("type", 't', "TYPE", "Look only for a container, an image or a volume"),
};
constexpr std::array<std::string_view, 1> names = {"inspect"};
constexpr std::array<std::string_view, 2> examples = {"inspect web", "inspect --type image alpine"};

Result<base::json::value> inspect_container(engine::Context& context, const std::string& name) {
  return engine::inspect_container(context, name);
}

Result<base::json::value> inspect_any(engine::Context& context, const std::string& name) {
  constexpr std::array finders = {&inspect_container, &engine::inspect_image, &engine::inspect_volume};
  for (const auto find : finders) {
    auto found = find(context, name);
    if (found || found.error().kind() != ErrorKind::not_found) return found;
  }
  return fail(ErrorKind::not_found, "no such object: \"{}\"", name);
}

Result<int> inspect(const InspectOptions& given, Session& session) {
  switch (given.type) {
    case ObjectType::any: return inspect_all(session, inspect_any);
    case ObjectType::container: return inspect_all(session, inspect_container);
    case ObjectType::image: return inspect_all(session, engine::inspect_image);
    case ObjectType::volume: return inspect_all(session, engine::inspect_volume);
  }
  std::unreachable();
}

}  // namespace

extern const Command inspect_command;
constexpr Command inspect_command = {
    .names = names,
    .synopsis = "NAME [NAME...]",
    .summary = "Show all there is to know of a container, image or volume, as JSON",
    .category = Category::system,
    .options = checked<options>(),
    .operands = {1, unlimited},
    .examples = examples,
    .run = run_with<InspectOptions, inspect>,
};

}  // namespace skiff::cli
