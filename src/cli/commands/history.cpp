#include <skiff/engine/image.hpp>

#include "command.hpp"
#include "docker_row.hpp"
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
constexpr std::array docker_headings = {Heading{"ID", "IMAGE"}, Heading{"CreatedSince", "CREATED"}};

std::string shown_entry(const std::string& id, const HistoryOptions& given, const Personality& personality) {
  const bool is_image = id.find('<') == std::string::npos;
  return (given.is_whole && is_image && personality.has_digest_before_ids ? "sha256:" : "") + shown_id(id, given.is_whole);
}

/// The fields of `history --format`; docker's have no others than these, and its times are texts.
base::json::object row_of(const engine::HistoryEntry& entry, const HistoryOptions& given, const Personality& personality) {
  const std::string age = human_age(entry.created, base::now());
  const std::string time = personality.has_docker_rows ? rfc3339_seconds(entry.created) : base::format_rfc3339(entry.created);
  base::json::object row;
  row["ID"] = shown_entry(entry.id, given, personality);
  row["CreatedSince"] = given.is_human ? age : time;
  row["CreatedAt"] = time;
  row["CreatedBy"] = given.is_whole ? entry.created_by : shortened(entry.created_by, shown_instruction, personality.cut_mark);
  row["Size"] = given.is_human ? human_size(entry.size, personality.size_gap) : std::to_string(entry.size);
  row["Comment"] = entry.comment;
  if (personality.has_docker_rows) return row;
  row["Created"] = row["CreatedSince"];
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
    TRY_ASSIGN(formatting, Formatting::parse("history", given.format, session.personality));
  }
  TRY_ASSIGN(engine::Context* const context, session.context());
  TRY_ASSIGN(const auto entries, engine::image_history(*context, session.operands[0]));
  const bool is_docker = session.personality.has_docker_rows;
  Table table({is_docker ? "IMAGE" : "ID", is_docker && !given.is_human ? "CREATED AT" : "CREATED", "CREATED BY", "SIZE", "COMMENT"});
  base::json::array rows;
  const bool has_documents = formatting && formatting->is_json();
  for (const auto& entry : entries) {
    const base::json::object row = row_of(entry, given, session.personality);
    const auto text = [&](std::string_view field) { return std::string(row.find(field)->value().get_string()); };
    if (given.is_quiet) session.print_line(text("ID"));
    table.add({text("ID"), text("CreatedSince"), text("CreatedBy"), text("Size"), text("Comment")});
    rows.push_back(has_documents ? document_of(entry) : row);
  }
  if (given.is_quiet) return 0;
  if (!formatting || formatting->is_plain_table()) {
    session.print(table.text(session.personality.columns));
    return 0;
  }
  static constexpr std::array places = {templates::time_at("CreatedAt")};
  const auto shape = templates::Shape::of<places>("history", is_docker ? templates::Times::as_text : templates::Times::as_go);
  const std::span<const Heading> words = is_docker ? std::span<const Heading>(docker_headings) : headings;
  TRY(formatting->print_list(session, {shape, words}, rows));
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
