#include <skiff/engine/volume.hpp>

#include "command.hpp"
#include "options/label.hpp"

namespace skiff::cli {

namespace {

struct VolumeCreateOptions {
  std::map<std::string, std::string> labels;
};

constexpr std::array options = {
    applied<&VolumeCreateOptions::labels, add_label>("label", 'l', "KEY[=VALUE]", "Put a label on the volume"),
};
constexpr std::array<std::string_view, 1> names = {"volume create"};
constexpr std::array<std::string_view, 1> examples = {"volume create -l app=shop data"};

Result<int> create(const VolumeCreateOptions& given, Session& session) {
  TRY_ASSIGN(engine::Context* const context, session.context());
  TRY_ASSIGN(const std::string name,
             engine::create_volume(*context, session.operands.empty() ? std::string() : session.operands[0], given.labels));
  session.print_line(name);
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
