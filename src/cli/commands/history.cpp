#include <skiff/engine/image.hpp>

#include "command.hpp"
#include "format.hpp"
#include "formatting.hpp"
#include "table.hpp"

namespace skiff::cli {

namespace {

constexpr std::size_t shown_instruction = 45;

struct HistoryOptions {
  std::string format;
  bool is_quiet = false;
  bool is_whole = false;
  bool is_human = true;
};

constexpr std::array options = {
    option<&HistoryOptions::is_quiet>("quiet", 'q', "", "Only ids"),
    option<&HistoryOptions::is_whole>("no-trunc", 0, "", "Whole ids and instructions"),
    option<&HistoryOptions::is_human>("human", 'H', "", "Sizes and ages in words (the default); with =false bytes and times"),
    option<&HistoryOptions::format>("format", 0, "TEMPLATE", "Print this Go template of each; also table TEMPLATE, json"),
};
constexpr std::array<std::string_view, 2> names = {"history", "image history"};
constexpr std::array<std::string_view, 2> examples = {"history --no-trunc alpine", "history --format '{{.Size}} {{.CreatedBy}}' alpine"};

constexpr std::array headings = {Heading{"CreatedSince", "CREATED"}};

/// The fields of `history --format`.
base::json::object row_of(const engine::HistoryEntry& entry, const HistoryOptions& given, base::Time now) {
  const std::string age = human_age(entry.created, now);
  const std::string time = base::format_rfc3339(entry.created);
  base::json::object row;
  row["ID"] = shown_id(entry.id, given.is_whole);
  row["Created"] = given.is_human ? age : time;
  row["CreatedSince"] = given.is_human ? age : time;
  row["CreatedAt"] = time;
  row["CreatedBy"] = given.is_whole ? entry.created_by : shortened(entry.created_by, shown_instruction);
  row["Size"] = given.is_human ? human_size(entry.size) : std::to_string(entry.size);
  row["Comment"] = entry.comment;
  row["Tags"] = base::json::array();
  return row;
}

/// `history --format json`: podman's member names.
base::json::object document_of(const engine::HistoryEntry& entry) {
  return {{"id", entry.id},     {"created", base::format_rfc3339(entry.created)}, {"CreatedBy", entry.created_by},
          {"size", entry.size}, {"comment", entry.comment}};
}

Result<int> history(const HistoryOptions& given, Session& session) {
  std::optional<Formatting> formatting;
  if (!given.format.empty()) {
    TRY_ASSIGN(formatting, Formatting::parse("history", given.format));
  }
  TRY_ASSIGN(engine::Context* const context, session.context());
  TRY_ASSIGN(const auto entries, engine::image_history(*context, session.operands[0]));
  Table table({"ID", "CREATED", "CREATED BY", "SIZE", "COMMENT"});
  const base::Time now = base::now();
  base::json::array rows;
  const bool has_documents = formatting && formatting->is_json() && !session.personality.has_json_lines;
  for (const auto& entry : entries) {
    const base::json::object row = row_of(entry, given, now);
    const auto text = [&](std::string_view field) { return std::string(row.find(field)->value().get_string()); };
    if (given.is_quiet) session.print_line(text("ID"));
    table.add({text("ID"), text("Created"), text("CreatedBy"), text("Size"), text("Comment")});
    rows.push_back(has_documents ? document_of(entry) : row);
  }
  if (given.is_quiet) return 0;
  if (!formatting || formatting->is_plain_table()) {
    session.print(table.text());
    return 0;
  }
  static constexpr std::array places = {templates::time_at("CreatedAt")};
  const auto shape = templates::Shape::of<places>("history");
  TRY(formatting->print_list(session, {shape, headings}, rows));
  return 0;
}

}  // namespace

extern const Command history_command;
constexpr Command history_command = {
    .names = names,
    .synopsis = "IMAGE",
    .summary = "Show how an image was made",
    .category = Category::images,
    .options = checked<options>(),
    .operands = {1, 1},
    .examples = examples,
    .run = run_with<HistoryOptions, history>,
};

}  // namespace skiff::cli
