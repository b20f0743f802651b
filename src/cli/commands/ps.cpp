#include <algorithm>
#include <thread>

#include <skiff/base/text.hpp>
#include <skiff/engine/container_list.hpp>

#include "command.hpp"
#include "container_row.hpp"
#include "container_table.hpp"
#include "format.hpp"
#include "formatting.hpp"
#include "options/selection.hpp"
#include "terminal.hpp"

namespace skiff::cli {

namespace {

using engine::ContainerFacts;

struct PsOptions {
  engine::ListOptions list;
  bool is_latest = false;
  bool is_quiet = false;
  bool is_whole = false;
  bool has_no_heading = false;
  bool has_pods = false;
  std::uint64_t interval = 0;  ///< seconds; 0 lists once
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

Result<std::uint64_t> parse_interval(std::string_view text) {
  constexpr std::uint64_t longest = 86'400;
  const auto seconds = base::parse_unsigned(text);
  if (!seconds || *seconds > longest) return fail(ErrorKind::invalid, "not a number of seconds from 0 to {}", longest);
  return *seconds;
}

constexpr std::array list_options = {
    option<&engine::ListOptions::is_all>("all", 'a', "", "Also those that do not run"),
    parsed<&engine::ListOptions::filters, spec::parse_filter>("filter", 'f', "KEY=VALUE",
                                                              "Those that pass: status=exited, label=KEY, name=PATTERN …"),
    parsed<&engine::ListOptions::last, parse_last>("last", 'n', "NUMBER", "Only the NUMBER made last, running or not"),
    option<&engine::ListOptions::has_sizes>("size", 's', "", "Also the size of their files"),
    option<&engine::ListOptions::has_namespaces>("ns", 0, "", "Show pids and namespaces instead"),
};
/// There are no containers but skiff's own, and what is listed is asked of the kernel each time: so be it, however it is said.
constexpr std::array own_options = {
    said_anyway("external", "Also containers of other tools (there are none in skiff's store)"),
    said_anyway("sync", "Ask the kernel what runs (always done)"),
    option<&PsOptions::is_latest>("latest", 'l', "", "Only the one made last, running or not"),
    option<&PsOptions::is_quiet>("quiet", 'q', "", "Only ids"),
    option<&PsOptions::is_whole>("no-trunc", 0, "", "Whole ids and commands"),
    option<&PsOptions::format>("format", 0, "TEMPLATE", "Print this Go template of each; also table TEMPLATE, json"),
    option<&PsOptions::has_no_heading>("noheading", 0, "", "No headings"),
    option<&PsOptions::has_pods>("pod", 'p', "", "Also their pods (there are none)"),
    parsed<&PsOptions::interval, parse_interval>("watch", 'w', "SECONDS", "List again and again, SECONDS apart"),
    parsed<&PsOptions::sort, parse_container_order>(
        "sort", 0, "FIELD", "Order by command, created, id, image, names, runningfor, size or status (default: newest first)"),
};
constexpr auto options = join_tables(within<&PsOptions::list>(list_options), own_options);
constexpr std::array<std::string_view, 4> names = {"ps", "container ls", "container ps", "container list"};
constexpr std::array<std::string_view, 4> examples = {"ps -a", "ps -q --no-trunc", "ps --ns", "ps -a --filter status=exited --format '{{.Names}} {{.Status}}'"};

using Format = std::optional<Formatting>;

Result<std::vector<ContainerFacts>> listed(const PsOptions& given, const Format& format, Session& session) {
  if (given.is_latest && given.list.last) return fail(ErrorKind::usage, "--last and --latest cannot be used together");
  if (given.is_quiet && given.list.has_sizes && !session.personality.has_docker_rows)
    return fail(ErrorKind::usage, "--quiet and --size cannot be used together");
  if (given.list.has_namespaces && (given.is_quiet || given.list.has_sizes))
    return fail(ErrorKind::usage, "--ns and {} cannot be used together", given.is_quiet ? "--quiet" : "--size");
  engine::ListOptions list = given.list;
  if (given.is_latest) list.last = 1;
  const bool is_sorted_by_size = given.sort != nullptr && given.sort->name == "size";
  list.has_sizes = list.has_sizes || is_sorted_by_size || (format && format->uses("Size"));
  const auto is_wanted = [&](const NamespaceField& field) { return format && format->uses(field.field); };
  list.has_namespaces = list.has_namespaces || std::ranges::any_of(namespace_fields, is_wanted);
  TRY_ASSIGN(engine::Context* const context, session.context());
  TRY_ASSIGN(auto containers, engine::list_containers(*context, list));
  if (given.sort != nullptr) std::ranges::stable_sort(containers, given.sort->less);
  return containers;
}

Result<void> print_formatted(const std::vector<ContainerFacts>& containers, const PsOptions& given, const Formatting& format,
                             Session& session) {
  const RowStyle style{given.is_whole, base::now(), session.personality};
  base::json::array rows;
  for (const ContainerFacts& facts : containers)
    rows.push_back(format.is_json() ? container_json(facts, style.now) : container_row(facts, style));
  return format.print_list(session, {container_row_shape(session.personality), container_headings}, rows, !given.has_no_heading);
}

Result<void> list_once(const PsOptions& given, const Format& format, Session& session) {
  TRY_ASSIGN(const auto containers, listed(given, format, session));
  if (format && !format->is_plain_table()) {
    TRY(print_formatted(containers, given, *format, session));
  } else if (given.is_quiet) {
    for (const ContainerFacts& facts : containers) session.print_line(shown_id(facts.id, given.is_whole));
  } else if (given.list.has_namespaces) {
    session.print(namespace_table(containers, given.is_whole).text(session.personality.columns, !given.has_no_heading));
  } else {
    const ColumnChoice columns{given.is_whole, given.has_pods, given.list.has_sizes};
    session.print(container_table(containers, columns, session.personality).text(session.personality.columns, !given.has_no_heading));
  }
  return {};
}

Result<int> list(const PsOptions& given, Session& session) {
  Format format;
  if (!given.format.empty()) {
    TRY_ASSIGN(format, Formatting::parse("ps", given.format, session.personality));
  }
  while (true) {
    // A person sees one list, at the top of the terminal.
    if (given.interval > 0 && is_terminal(standard_output)) session.print("\x1b[H\x1b[2J");
    TRY(list_once(given, format, session));
    if (given.interval == 0) return 0;
    TRY(session.flush());
    std::this_thread::sleep_for(std::chrono::seconds(given.interval));
  }
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
