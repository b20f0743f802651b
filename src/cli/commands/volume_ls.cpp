#include <skiff/engine/volume.hpp>

#include "command.hpp"
#include "table.hpp"

namespace skiff::cli {

namespace {

struct VolumeLsOptions {
  bool is_quiet = false;
};

constexpr std::array options = {
    option<&VolumeLsOptions::is_quiet>("quiet", 'q', "", "Only names"),
};
constexpr std::array<std::string_view, 2> names = {"volume ls", "volume list"};
constexpr std::array<std::string_view, 1> examples = {"volume ls -q"};

Result<int> list(const VolumeLsOptions& given, Session& session) {
  TRY_ASSIGN(engine::Context* const context, session.context());
  TRY_ASSIGN(const auto volumes, engine::list_volumes(*context));
  Table table({"DRIVER", "VOLUME NAME"});
  for (const auto& volume : volumes) {
    if (given.is_quiet) session.print_line(volume.name);
    table.add({volume.driver, volume.name});
  }
  if (!given.is_quiet) session.print(table.text());
  return 0;
}

}  // namespace

extern const Command volume_ls_command;
constexpr Command volume_ls_command = {
    .names = names,
    .summary = "List volumes",
    .category = Category::volumes,
    .options = checked<options>(),
    .examples = examples,
    .run = run_with<VolumeLsOptions, list>,
};

}  // namespace skiff::cli
