#include <skiff/engine/system.hpp>

#include "command.hpp"
#include "docker_information.hpp"
#include "format.hpp"
#include "formatting.hpp"
#include "shapes.hpp"

namespace skiff::cli {

namespace {

struct InfoOptions {
  std::string format;
};

constexpr std::array options = {
    option<&InfoOptions::format>("format", 'f', "TEMPLATE", "Print what this Go template makes of it, or json"),
};
constexpr std::array<std::string_view, 2> names = {"info", "system info"};
constexpr std::array<std::string_view, 1> examples = {"info --format '{{.Store.GraphRoot}}'"};

Result<int> info(const InfoOptions& given, Session& session) {
  std::optional<Formatting> formatting;
  if (!given.format.empty()) {
    TRY_ASSIGN(formatting, Formatting::parse("info", given.format, session.personality));
  }
  TRY_ASSIGN(engine::Context* const context, session.context());
  TRY_ASSIGN(auto information, engine::information(*context));
  const bool is_docker = session.personality.has_docker_information;
  if (is_docker) information = docker_information(information);
  if (!formatting) {
    session.print(is_docker ? docker_information_text(information.as_object()) : outline(information));
  } else if (formatting->is_json()) {
    session.print_line(base::json_text(information, 2));
  } else {
    const templates::Shape shape = information_shape(session.personality);
    TRY(formatting->print(session, {shape}, std::span(&information, 1)));
  }
  return 0;
}

}  // namespace

extern const Command info_command;
constexpr Command info_command = {
    .names = names,
    .summary = "Show what skiff knows of this machine and its store",
    .category = Category::system,
    .options = checked<options>(),
    .examples = examples,
    .run = run_with<InfoOptions, info>,
};

}  // namespace skiff::cli
