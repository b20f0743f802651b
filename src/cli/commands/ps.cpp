#include <skiff/base/text.hpp>
#include <skiff/engine/container.hpp>

#include "command.hpp"
#include "format.hpp"
#include "table.hpp"

namespace skiff::cli {

namespace {

constexpr std::size_t shown_command = 20;

struct PsOptions {
  bool is_all = false;
  bool is_quiet = false;
  bool is_whole = false;
};

constexpr std::array options = {
    option<&PsOptions::is_all>("all", 'a', "", "Also those that do not run"),
    option<&PsOptions::is_quiet>("quiet", 'q', "", "Only ids"),
    option<&PsOptions::is_whole>("no-trunc", 0, "", "Whole ids and commands"),
};
constexpr std::array<std::string_view, 4> names = {"ps", "container ls", "container ps", "container list"};
constexpr std::array<std::string_view, 2> examples = {"ps -a", "ps -q --no-trunc"};

Result<int> list(const PsOptions& given, Session& session) {
  TRY_ASSIGN(engine::Context* const context, session.context());
  TRY_ASSIGN(const auto containers, engine::list_containers(*context, given.is_all));
  if (given.is_quiet) {
    for (const auto& container : containers) session.print_line(shown_id(container.id, given.is_whole));
    return 0;
  }
  Table table({"CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES"});
  const base::Time now = base::now();
  for (const auto& container : containers) {
    std::string command = base::join(container.command, " ");
    if (!given.is_whole) command = shortened(command, shown_command);
    table.add({shown_id(container.id, given.is_whole), container.image, command, human_age(container.created, now),
               container.status_text, "", container.name});
  }
  session.print(table.text());
  return 0;
}

}  // namespace

extern const Command ps_command;
constexpr Command ps_command = {
    .names = names,
    .summary = "List containers",
    .category = Category::containers,
    .options = checked<options>(),
    .examples = examples,
    .run = run_with<PsOptions, list>,
};

}  // namespace skiff::cli
