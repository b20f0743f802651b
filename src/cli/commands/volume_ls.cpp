#include <skiff/engine/volume.hpp>

#include "command.hpp"
#include "formatting.hpp"
#include "shapes.hpp"
#include "table.hpp"

namespace skiff::cli {

namespace {

struct VolumeLsOptions {
  std::vector<spec::Filter> filters;
  std::string format;
  bool is_quiet = false;
  bool has_no_headings = false;
};

constexpr std::array options = {
    option<&VolumeLsOptions::is_quiet>("quiet", 'q', "", "Only names"),
    option<&VolumeLsOptions::has_no_headings>("noheading", 'n', "", "No line of headings"),
    option<&VolumeLsOptions::format>("format", 0, "TEMPLATE", "Print this Go template of each; also table TEMPLATE, json"),
    parsed<&VolumeLsOptions::filters, spec::parse_filter>("filter", 'f', "KEY=VALUE",
                                                          "Only those that pass: dangling=true, name=PATTERN, label=KEY …"),
};
constexpr std::array<std::string_view, 2> names = {"volume ls", "volume list"};
constexpr std::array<std::string_view, 2> examples = {"volume ls -q -f dangling=true", "volume ls --format '{{.Name}} {{.Mountpoint}}'"};

constexpr std::array headings = {Heading{"Name", "VOLUME NAME"}};

Result<int> list(const VolumeLsOptions& given, Session& session) {
  std::optional<Formatting> formatting;
  if (!given.format.empty()) {
    TRY_ASSIGN(formatting, Formatting::parse("ls", given.format));
  }
  TRY_ASSIGN(engine::Context* const context, session.context());
  TRY_ASSIGN(const auto volumes, engine::list_volumes(*context, given.filters));
  Table table({"DRIVER", "VOLUME NAME"});
  base::json::array rows;
  for (const auto& volume : volumes) {
    if (given.is_quiet) session.print_line(volume.name);
    table.add({volume.driver, volume.name});
    if (formatting) rows.push_back(base::to_json(volume));
  }
  if (given.is_quiet) return 0;
  if (!formatting || formatting->is_plain_table()) {
    session.print(table.text(!given.has_no_headings));
    return 0;
  }
  const templates::Shape shape = volume_shape(session.personality);
  TRY(formatting->print_list(session, {shape, headings}, rows, !given.has_no_headings));
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
