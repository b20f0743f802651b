#include <algorithm>

#include <skiff/base/text.hpp>
#include <skiff/engine/container_list.hpp>

#include "command.hpp"
#include "container_row.hpp"
#include "format.hpp"
#include "formatting.hpp"
#include "options/selection.hpp"
#include "table.hpp"

namespace skiff::cli {

namespace {

using engine::ContainerFacts;

struct PsOptions {
  engine::ListOptions list;
  bool is_latest = false;
  bool is_quiet = false;
  bool is_whole = false;
  bool has_no_heading = false;
  const ContainerOrder* sort = nullptr;
  std::string format;
};

/// A negative number is no limit, as podman has it.
Result<std::optional<std::uint64_t>> parse_last(std::string_view text) {
  const auto number = base::parse_signed(text);
  if (!number) return fail(ErrorKind::invalid, "not a number of containers");
  if (*number < 0) return std::nullopt;
  return static_cast<std::uint64_t>(*number);
}

constexpr std::array list_options = {
    option<&engine::ListOptions::is_all>("all", 'a', "", "Also those that do not run"),
    parsed<&engine::ListOptions::filters, spec::parse_filter>("filter", 'f', "KEY=VALUE",
                                                              "Those that pass: status=exited, label=KEY, name=PATTERN …"),
    parsed<&engine::ListOptions::last, parse_last>("last", 'n', "NUMBER", "Only the NUMBER made last, running or not"),
    option<&engine::ListOptions::has_sizes>("size", 's', "", "Also the size of their files"),
};
/// There are no containers but skiff's own, and what is listed is asked of the kernel each time: so be it, however it is said.
Result<void> is_so_anyway(std::string_view) { return {}; }

constexpr std::array own_options = {
    statement<is_so_anyway>("external", 0, "", "Also containers of other tools (there are none in skiff's store)"),
    statement<is_so_anyway>("sync", 0, "", "Ask the kernel what runs (always done)"),
    option<&PsOptions::is_latest>("latest", 'l', "", "Only the one made last, running or not"),
    option<&PsOptions::is_quiet>("quiet", 'q', "", "Only ids"),
    option<&PsOptions::is_whole>("no-trunc", 0, "", "Whole ids and commands"),
    option<&PsOptions::format>("format", 0, "TEMPLATE", "Print this Go template of each; also table TEMPLATE, json"),
    option<&PsOptions::has_no_heading>("noheading", 0, "", "No headings"),
    parsed<&PsOptions::sort, parse_container_order>(
        "sort", 0, "FIELD", "Order by command, created, id, image, names, runningfor, size or status (default: newest first)"),
};
constexpr auto options = join_tables(within<&PsOptions::list>(list_options), own_options);
constexpr std::array<std::string_view, 4> names = {"ps", "container ls", "container ps", "container list"};
constexpr std::array<std::string_view, 3> examples = {"ps -a", "ps -q --no-trunc", "ps -a --filter status=exited --format '{{.Names}} {{.Status}}'"};

using Format = std::optional<Formatting>;

Result<std::vector<ContainerFacts>> listed(const PsOptions& given, const Format& format, Session& session) {
  if (given.is_latest && given.list.last) return fail(ErrorKind::usage, "--last and --latest cannot be used together");
  if (given.is_quiet && given.list.has_sizes) return fail(ErrorKind::usage, "--quiet and --size cannot be used together");
  engine::ListOptions list = given.list;
  if (given.is_latest) list.last = 1;
  const bool is_sorted_by_size = given.sort != nullptr && given.sort->name == "size";
  list.has_sizes = list.has_sizes || is_sorted_by_size || (format && format->uses("Size"));
  TRY_ASSIGN(engine::Context* const context, session.context());
  TRY_ASSIGN(auto containers, engine::list_containers(*context, list));
  if (given.sort != nullptr) std::ranges::stable_sort(containers, given.sort->less);
  return containers;
}

void print_table(const std::vector<ContainerFacts>& containers, const PsOptions& given, Session& session) {
  const base::Time now = base::now();
  std::vector<std::string> headings = {"CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES"};
  if (given.list.has_sizes) headings.emplace_back("SIZE");
  Table table(std::move(headings));
  for (const ContainerFacts& facts : containers) {
    std::vector<std::string> cells = {shown_id(facts.id, given.is_whole),      shown_image(facts, session.personality),
                                      command_text(facts, given.is_whole),    human_age(facts.created, now),
                                      status_text(facts, now),                "",
                                      facts.name};
    if (given.list.has_sizes) cells.push_back(size_text(facts));
    table.add(std::move(cells));
  }
  session.print(table.text(!given.has_no_heading));
}

Result<void> print_formatted(const std::vector<ContainerFacts>& containers, const PsOptions& given, const Formatting& format,
                             Session& session) {
  const RowStyle style{given.is_whole, base::now(), session.personality};
  const bool has_documents = format.is_json() && !session.personality.has_json_lines;
  base::json::array rows;
  for (const ContainerFacts& facts : containers)
    rows.push_back(has_documents ? container_json(facts, style.now) : container_row(facts, style));
  return format.print_list(session, {container_row_shape(), container_headings}, rows, !given.has_no_heading);
}

Result<int> list(const PsOptions& given, Session& session) {
  Format format;
  if (!given.format.empty()) {
    TRY_ASSIGN(format, Formatting::parse("ps", given.format));
  }
  TRY_ASSIGN(const auto containers, listed(given, format, session));
  if (format && !format->is_plain_table()) {
    TRY(print_formatted(containers, given, *format, session));
  } else if (given.is_quiet) {
    for (const ContainerFacts& facts : containers) session.print_line(shown_id(facts.id, given.is_whole));
  } else {
    print_table(containers, given, session);
  }
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
