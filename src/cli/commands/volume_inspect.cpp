#include "command.hpp"
#include "inspectors.hpp"

namespace skiff::cli {

namespace {

struct VolumeInspectOptions {
  std::string format;
  bool is_all = false;
};

constexpr std::array options = {
    option<&VolumeInspectOptions::is_all>("all", 'a', "", "All volumes"),
    option<&VolumeInspectOptions::format>("format", 'f', "TEMPLATE", "Print what this Go template makes of each, or json"),
};
constexpr std::array<std::string_view, 1> names = {"volume inspect"};
constexpr std::array<std::string_view, 2> examples = {"volume inspect data", "volume inspect -f '{{.Mountpoint}}' data"};

Result<int> inspect(const VolumeInspectOptions& given, Session& session) {
  TRY(check_names_or_all(session, given.is_all));
  std::vector<std::string> wanted = session.operands;
  if (given.is_all) {
    TRY_ASSIGN(engine::Context* const context, session.context());
    TRY_ASSIGN(const auto volumes, engine::list_volumes(*context));
    for (const engine::VolumeView& volume : volumes) wanted.push_back(volume.name);
  }
  return inspect_all(session, given.format, std::array{volume_inspector}, wanted);
}

}  // namespace

extern const Command volume_inspect_command;
constexpr Command volume_inspect_command = {
    .names = names,
    .synopsis = "[VOLUME...]",
    .summary = "Show all there is to know of volumes, as JSON",
    .category = Category::volumes,
    .options = checked<options>(),
    .operands = {0, unlimited},
    .examples = examples,
    .run = run_with<VolumeInspectOptions, inspect>,
};

}  // namespace skiff::cli
