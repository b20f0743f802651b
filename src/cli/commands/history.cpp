#include <skiff/engine/image.hpp>

#include "command.hpp"
#include "format.hpp"
#include "table.hpp"

namespace skiff::cli {

namespace {

constexpr std::size_t shown_instruction = 45;

struct HistoryOptions {
  bool is_quiet = false;
  bool is_whole = false;
};

constexpr std::array options = {
    option<&HistoryOptions::is_quiet>("quiet", 'q', "", "Only ids"),
    option<&HistoryOptions::is_whole>("no-trunc", 0, "", "Whole ids and instructions"),
};
constexpr std::array<std::string_view, 2> names = {"history", "image history"};
constexpr std::array<std::string_view, 1> examples = {"history --no-trunc alpine"};

Result<int> history(const HistoryOptions& given, Session& session) {
  TRY_ASSIGN(engine::Context* const context, session.context());
  TRY_ASSIGN(const auto entries, engine::image_history(*context, session.operands[0]));
  Table table({"ID", "CREATED", "CREATED BY", "SIZE", "COMMENT"});
  const base::Time now = base::now();
  for (const auto& entry : entries) {
    const std::string id = shown_id(entry.id, given.is_whole);
    if (given.is_quiet) session.print_line(id);
    table.add({id, human_age(entry.created, now),
               given.is_whole ? entry.created_by : shortened(entry.created_by, shown_instruction), human_size(entry.size),
               entry.comment});
  }
  if (!given.is_quiet) session.print(table.text());
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
