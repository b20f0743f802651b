#include <skiff/engine/container.hpp>

#include "opened_context.hpp"
#include "sweep.hpp"

namespace skiff::engine {

namespace {

/// The word, asking the kernel only where the facts leave it open: most containers of a long list have ended.
Result<std::string_view> word_of(const state::Container& container, const state::ContainerState& state) {
  if (!state.run) return "created";
  if (state.exit) return "exited";
  TRY_ASSIGN(const state::Status status, container.status(state));
  return state::status_word(status);
}

std::string text_of(std::string_view word, const state::ContainerState& state, base::Time now) {
  if (word == "running") return fmt::format("Up {}", base::format_elapsed(now - state.run->started));
  if (word != "exited") return "Created";
  const state::ExitFacts exit = state.exit.value_or(state::unseen_exit(*state.run));
  if (!state.exit || exit.finished == base::Time{}) return fmt::format("Exited ({})", exit.code);
  return fmt::format("Exited ({}) {} ago", exit.code, base::format_elapsed(now - exit.finished));
}

ContainerSummary unreadable(const state::Container& container, const Error& error) {
  ContainerSummary row;
  row.id = container.id();
  row.status = error.kind() == ErrorKind::unsupported ? "unknown" : "corrupt";
  row.status_text = error.kind() == ErrorKind::unsupported ? "Written by a newer skiff" : "Corrupt";
  return row;
}

/// Nothing for one that is not wanted, or was removed meanwhile.
Result<std::optional<ContainerSummary>> summary_of(Context& context, const state::Container& container, bool is_all,
                                                   base::Time now) {
  TRY_ASSIGN(const state::ContainerState state, container.state());
  TRY_ASSIGN(const std::string_view word, word_of(container, state));
  if (!is_all && word != "running") return std::optional<ContainerSummary>();
  TRY_ASSIGN(spec::ContainerConfig config, container.config());
  // One whose facts went before its record, as it is removed just now, looks as if it had never run.
  if (!state.run && !container.is_in_place()) return std::optional<ContainerSummary>();
  if (config.is_auto_removed && word == "exited") {
    // Its supervisor is removing it, or was killed before: then we do, if nobody else is at it.
    const auto removed = reconcile(context, container, std::chrono::milliseconds(0));
    if (removed.value_or(false) || !container.is_in_place()) return std::optional<ContainerSummary>();
  }
  ContainerSummary row;
  row.id = container.id();
  row.image = std::move(config.image.name);
  row.command = std::move(config.process.entrypoint);
  std::ranges::move(config.process.command, std::back_inserter(row.command));
  row.created = config.created;
  row.status = word;
  row.status_text = text_of(word, state, now);
  row.labels = std::move(config.labels);
  return std::optional(std::move(row));
}

}  // namespace

Result<std::vector<ContainerSummary>> list_containers(Context& context, bool is_all) {
  const state::Containers containers = context.containers();
  TRY_ASSIGN(const auto ids, containers.ids());
  TRY_ASSIGN(auto names, containers.names());
  const base::Time now = base::now();
  std::vector<ContainerSummary> rows;
  for (const std::string& id : ids) {
    const auto container = containers.open(id);
    if (!container) {
      if (container.error().kind() == ErrorKind::not_found) continue;  // removed since the listing
      return std::unexpected(container.error());
    }
    auto summary = summary_of(context, *container, is_all, now);
    if (summary && !*summary) continue;
    if (!summary && (summary.error().kind() == ErrorKind::not_found || !is_all)) continue;
    rows.push_back(summary ? **std::move(summary) : unreadable(*container, summary.error()));
    if (const auto name = names.find(id); name != names.end()) rows.back().name = std::move(name->second);
  }
  std::ranges::sort(rows, [](const ContainerSummary& a, const ContainerSummary& b) {
    return a.created != b.created ? a.created > b.created : a.id < b.id;
  });
  return rows;
}

}  // namespace skiff::engine
