#include <skiff/engine/volume.hpp>

#include "command.hpp"
#include "docker_row.hpp"
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

/// docker counts neither links nor sizes here.
base::json::object docker_row(const engine::VolumeView& volume) {
  return {{"Driver", volume.driver},   {"Labels", joined_labels(volume.labels)}, {labels_by_key, base::to_json(volume.labels)},
          {"Links", "N/A"},            {"Mountpoint", volume.mountpoint},        {"Name", volume.name},
          {"Scope", volume.scope},     {"Size", "N/A"}};
}

templates::Shape row_shape(const Personality& personality) {
  if (!personality.has_docker_rows) return volume_shape(personality);
  static constexpr std::array places = {templates::hidden_at(labels_by_key), templates::method_at("Label", label_of)};
  return templates::Shape::of<places>("volume");
}

Result<int> list(const VolumeLsOptions& given, Session& session) {
  std::optional<Formatting> formatting;
  if (!given.format.empty()) {
    TRY_ASSIGN(formatting, Formatting::parse("ls", given.format, session.personality));
  }
  TRY_ASSIGN(engine::Context* const context, session.context());
  TRY_ASSIGN(const auto volumes, engine::list_volumes(*context, given.filters));
  Table table({"DRIVER", "VOLUME NAME"});
  base::json::array rows;
  for (const auto& volume : volumes) {
    if (given.is_quiet) session.print_line(volume.name);
    table.add({volume.driver, volume.name});
    if (formatting) rows.push_back(session.personality.has_docker_rows ? docker_row(volume) : base::to_json(volume));
  }
  if (given.is_quiet) return 0;
  if (!formatting || formatting->is_plain_table()) {
    session.print(table.text(session.personality.columns, !given.has_no_headings));
    return 0;
  }
  const templates::Shape shape = row_shape(session.personality);
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
