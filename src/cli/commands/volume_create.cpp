#include <skiff/engine/volume.hpp>

#include "command.hpp"
#include "options/label.hpp"

namespace skiff::cli {

namespace {

struct VolumeCreateOptions {
  std::map<std::string, std::string> labels;
  std::string driver;
  bool is_ignoring = false;
};

Result<std::string> parse_driver(std::string_view text) {
  if (text == "local") return std::string(text);
  return fail(ErrorKind::unsupported, "the only driver is local");
}

constexpr std::array options = {
    applied<&VolumeCreateOptions::labels, add_label>("label", 'l', "KEY[=VALUE]", "Put a label on the volume"),
    parsed<&VolumeCreateOptions::driver, parse_driver>("driver", 'd', "DRIVER", "Only local, which is the default"),
    option<&VolumeCreateOptions::is_ignoring>("ignore", 0, "", "A volume that is there is no error"),
};
constexpr std::array<std::string_view, 1> names = {"volume create"};
constexpr std::array<std::string_view, 2> examples = {"volume create -l app=shop data", "volume create --ignore data"};

Result<int> create(const VolumeCreateOptions& given, Session& session) {
  TRY_ASSIGN(engine::Context* const context, session.context());
  const std::string wanted = session.operands.empty() ? std::string() : session.operands[0];
  const auto name = engine::create_volume(*context, wanted, given.labels);
  const bool is_welcome = given.is_ignoring || session.personality.is_volume_create_repeatable;
  const bool is_there = !name && name.error().kind() == ErrorKind::exists && is_welcome;
  if (!name && !is_there) return std::unexpected(name.error());
  session.print_line(is_there ? wanted : *name);
  return 0;
}

}  // namespace

extern const Command volume_create_command;
constexpr Command volume_create_command = {
    .names = names,
    .synopsis = "[NAME]",
    .summary = "Make a volume",
    .category = Category::volumes,
    .options = checked<options>(),
    .operands = {0, 1},
    .examples = examples,
    .run = run_with<VolumeCreateOptions, create>,
};

}  // namespace skiff::cli
