#include <skiff/engine/volume.hpp>

#include "command.hpp"
#include "results.hpp"

namespace skiff::cli {

namespace {

struct VolumeRmOptions {
  bool is_forced = false;
};

constexpr std::array options = {
    option<&VolumeRmOptions::is_forced>("force", 'f', "", "Also containers that use it; one that does not exist is no error"),
};
constexpr std::array<std::string_view, 1> names = {"volume rm"};
constexpr std::array<std::string_view, 1> examples = {"volume rm data"};

Result<int> remove(const VolumeRmOptions& given, Session& session) {
  TRY_ASSIGN(engine::Context* const context, session.context());
  std::vector<engine::NamedResult> removed;
  for (const std::string& name : session.operands)
    removed.push_back({name, engine::remove_volume(*context, name, given.is_forced)});
  if (given.is_forced) drop_missing(removed);
  Results results(session, removal_codes);
  results.add(removed);
  return results.exit_code();
}

}  // namespace

extern const Command volume_rm_command;
constexpr Command volume_rm_command = {
    .names = names,
    .synopsis = "VOLUME [VOLUME...]",
    .summary = "Remove volumes",
    .category = Category::volumes,
    .options = checked<options>(),
    .operands = {1, unlimited},
    .examples = examples,
    .run = run_with<VolumeRmOptions, remove>,
};

}  // namespace skiff::cli
