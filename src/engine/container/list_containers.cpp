#include <skiff/engine/container.hpp>

#include "context.hpp"
#include "sweep.hpp"

namespace skiff::engine {

namespace {

/// The word, asking the kernel only where the facts leave it open: most containers of a long list have ended.
Result<std::string_view> word_of(Context& context, const std::string& id, const state::ContainerState& state) {
  if (!state.run) return "created";
  if (state.exit) return "exited";
  TRY_ASSIGN(const state::Container container, context.containers().open(id));
  TRY_ASSIGN(const state::Status status, container.status(state));
  return state::status_word(status);
}

/// A --rm container that has ended: its supervisor is removing it, or was killed before and we do, if nobody else is at it.
/// True if it is gone.
bool remove_if_over(Context& context, const std::string& id) {
  const auto container = context.containers().open(id);
  if (!container) return true;
  return reconcile(context, *container, std::chrono::milliseconds(0)).value_or(false) || !container->is_in_place();
}

std::string text_of(std::string_view word, const state::ContainerState& state, base::Time now) {
  if (word == "running" && state.run->started == base::no_time) return "Up";
  if (word == "running") return fmt::format("Up {}", base::format_elapsed(now - state.run->started));
  if (word != "exited") return "Created";
  const state::ExitFacts exit = state.exit.value_or(state::unseen_exit(*state.run));
  if (!state.exit || exit.finished == base::no_time) return fmt::format("Exited ({})", exit.code);
  return fmt::format("Exited ({}) {} ago", exit.code, base::format_elapsed(now - exit.finished));
}

ContainerSummary unreadable(const std::string& id, const Error& error) {
  const bool is_newer = error.kind() == ErrorKind::unsupported;
  ContainerSummary row;
  row.id = id;
  row.status = is_newer ? "unknown" : "corrupt";
  row.status_text = is_newer ? "Written by a newer skiff" : "Corrupt";
  return row;
}

/// Nothing for one that is not wanted, or was removed meanwhile.
Result<std::optional<ContainerSummary>> summary_of(Context& context, const state::ContainerListing& listing,
                                                   const std::string& id, bool is_all) {
  TRY_ASSIGN(const state::ContainerState state, listing.state(id));
  TRY_ASSIGN(const std::string_view word, word_of(context, id, state));
  if (!is_all && word != "running") return std::optional<ContainerSummary>();
  TRY_ASSIGN(spec::ContainerConfig config, listing.config(id));
  if (config.is_auto_removed && word == "exited" && remove_if_over(context, id)) return std::optional<ContainerSummary>();
  ContainerSummary row;
  row.id = id;
  row.image = std::move(config.image.name);
  row.command = spec::command_line(config.process);
  row.created = config.created;
  row.status = word;
  row.status_text = text_of(word, state, base::now());
  row.labels = std::move(config.labels);
  return std::optional(std::move(row));
}

}  // namespace

Result<std::vector<ContainerSummary>> list_containers(Context& context, bool is_all) {
  TRY_ASSIGN(const state::ContainerListing listing, context.containers().listing());
  TRY_ASSIGN(auto names, context.containers().names());
  std::vector<ContainerSummary> rows;
  rows.reserve(listing.ids().size());
  for (const std::string& id : listing.ids()) {
    auto summary = summary_of(context, listing, id, is_all);
    if (summary && !*summary) continue;
    if (!summary && (summary.error().kind() == ErrorKind::not_found || !is_all)) continue;
    rows.push_back(summary ? **std::move(summary) : unreadable(id, summary.error()));
    if (const auto name = names.find(id); name != names.end()) rows.back().name = std::move(name->second);
  }
  std::ranges::sort(rows, [](const ContainerSummary& a, const ContainerSummary& b) {
    return a.created != b.created ? a.created > b.created : a.id < b.id;
  });
  return rows;
}

}  // namespace skiff::engine
