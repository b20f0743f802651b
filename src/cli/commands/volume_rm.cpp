#include <skiff/engine/volume.hpp>

#include "command.hpp"
#include "options/stop.hpp"
#include "results.hpp"

namespace skiff::cli {

namespace {

struct VolumeRmOptions {
  bool is_all = false;
  bool is_forced = false;
  std::optional<std::int64_t> timeout;
};

constexpr std::array own_options = {
    option<&VolumeRmOptions::is_all>("all", 'a', "", "Remove all volumes"),
    option<&VolumeRmOptions::is_forced>("force", 'f', "", "Also containers that use it; one that does not exist is no error"),
};
constexpr auto options = join_tables(own_options, stop_time_option<&VolumeRmOptions::timeout>);
constexpr std::array<std::string_view, 1> names = {"volume rm"};
constexpr std::array<std::string_view, 2> examples = {"volume rm data", "volume rm -a"};

Result<int> remove(const VolumeRmOptions& given, Session& session) {
  TRY(check_names_or_all(session, given.is_all));
  if (given.timeout && !given.is_forced)
    return fail(ErrorKind::usage, "--time is for the containers that --force ends: it needs --force");
  TRY_ASSIGN(engine::Context* const context, session.context());
  std::vector<std::string> targets = session.operands;
  if (given.is_all) {
    TRY_ASSIGN(const auto volumes, engine::list_volumes(*context));
    for (const engine::VolumeView& volume : volumes) targets.push_back(volume.name);
  }
  std::vector<engine::NamedResult> removed;
  for (const std::string& name : targets)
    removed.push_back({name, engine::remove_volume(*context, name, {given.is_forced, given.timeout})});
  if (given.is_forced) drop_missing(removed);
  Results results(session, removal_codes);
  results.add(removed);
  return results.exit_code();
}

}  // namespace

extern const Command volume_rm_command;
constexpr Command volume_rm_command = {
    .names = names,
    .synopsis = "[VOLUME...]",
    .summary = "Remove volumes",
    .category = Category::volumes,
    .options = checked<options>(),
    .operands = {0, unlimited},
    .examples = examples,
    .run = run_with<VolumeRmOptions, remove>,
};

}  // namespace skiff::cli
