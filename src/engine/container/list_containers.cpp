#include <algorithm>

#include <skiff/sys/namespace.hpp>

#include "container_filter.hpp"
#include "container_size.hpp"
#include "sweep.hpp"
#include "view.hpp"

namespace skiff::engine {

namespace {

/// A --rm container that has ended: its supervisor is removing it, or was killed and we do, if no other process does.
/// True if it is gone.
bool remove_if_over(Context& context, const std::string& id) {
  const auto container = context.containers().open(id);
  if (!container) return true;
  return reconcile(context, *container, std::chrono::milliseconds(0)).value_or(false) || !container->is_in_place();
}

ContainerFacts unreadable(const std::string& id, const Error& error) {
  ContainerFacts facts;
  facts.id = id;
  facts.state = error.kind() == ErrorKind::unsupported ? "unknown" : "corrupt";
  return facts;
}

/// Reads records one by one: of each no more than the filter asks for.
class Lister {
 public:
  Lister(Context& context, const ListOptions& options, ContainerFilter filter)
      : context_(context), filter_(std::move(filter)), volume_root_(context.roots.root_path + "/volumes") {
    is_all_ = options.is_all || options.last || filter_.has_status;
  }

  Result<std::vector<ContainerFacts>> list() {
    TRY_ASSIGN(listing_, context_.containers().listing());
    TRY_ASSIGN(names_, context_.containers().names());
    std::vector<ContainerFacts> rows;
    rows.reserve(listing_.ids().size());
    for (const std::string& id : listing_.ids()) {
      auto facts = read(id);
      if (!facts && (facts.error().kind() == ErrorKind::not_found || !is_all_)) continue;
      if (!facts) facts = passing(unreadable_of(id, facts.error()));
      if (*facts) rows.push_back(**std::move(facts));
    }
    return rows;
  }

 private:
  std::string name_of(const std::string& id) const {
    const auto found = names_.find(id);
    return found == names_.end() ? std::string() : found->second;
  }
  ContainerFacts unreadable_of(const std::string& id, const Error& error) const {
    ContainerFacts facts = unreadable(id, error);
    facts.name = name_of(id);
    return facts;
  }
  /// What its config would say is not known, so it passes no filter that asks for that: not "label!=keep" either.
  std::optional<ContainerFacts> passing(ContainerFacts facts) const {
    if (!filter_.by_state.holds(facts) || !filter_.by_config.is_empty()) return std::nullopt;
    return facts;
  }

  Result<Life> life_of_listed(const std::string& id, const state::ContainerState& state) {
    if (is_decided(state)) return life_of(state, state::Status::exited, false);
    TRY_ASSIGN(const state::Container container, context_.containers().open(id));
    return life_of(container, state);
  }

  bool passes_by_state(const std::string& id, const Life& life) const {
    if (filter_.by_state.is_empty()) return true;
    ContainerFacts known;
    known.id = id;
    known.name = name_of(id);
    known.state = life.word;
    known.exit_code = life.exit.code;
    return filter_.by_state.holds(known);
  }

  /// Nothing for one that is not wanted.
  Result<std::optional<ContainerFacts>> read(const std::string& id) {
    TRY_ASSIGN(const state::ContainerState state, listing_.state(id));
    TRY_ASSIGN(const Life life, life_of_listed(id, state));
    if (!is_all_ && !life.is_running) return std::optional<ContainerFacts>();
    if (!filter_.is_config_first && !passes_by_state(id, life)) return std::optional<ContainerFacts>();
    TRY_ASSIGN(spec::ContainerConfig config, listing_.config(id));
    if (config.is_auto_removed && life.word == "exited" && remove_if_over(context_, id)) return std::optional<ContainerFacts>();
    ContainerFacts facts = facts_of(std::move(config), life, state.restart_count, volume_root_);
    facts.name = name_of(id);
    const bool is_wanted = filter_.by_config.holds(facts) && (!filter_.is_config_first || filter_.by_state.holds(facts));
    if (!is_wanted) return std::optional<ContainerFacts>();
    return std::optional(std::move(facts));
  }

  Context& context_;
  ContainerFilter filter_;
  std::string volume_root_;
  bool is_all_ = false;
  state::ContainerListing listing_;
  std::map<std::string, std::string> names_;
};

/// Sorted by their places: a row is large, and a sort moves each one many times.
std::vector<ContainerFacts> newest_first(std::vector<ContainerFacts> rows) {
  std::vector<ContainerFacts*> order;
  order.reserve(rows.size());
  for (ContainerFacts& row : rows) order.push_back(&row);
  std::ranges::sort(order, [](const ContainerFacts* a, const ContainerFacts* b) {
    return a->created != b->created ? a->created > b->created : a->id < b->id;
  });
  std::vector<ContainerFacts> sorted;
  sorted.reserve(rows.size());
  for (ContainerFacts* row : order) sorted.push_back(std::move(*row));
  return sorted;
}

/// Asked of the first process. What may not be looked into, or is gone meanwhile, is left out.
void add_namespaces(ContainerFacts& facts) {
  if (facts.pid == 0) return;
  for (const char* name : {"cgroup", "ipc", "mnt", "net", "pid", "user", "uts"}) {
    const auto descriptor = sys::open_namespace(facts.pid, name);
    if (!descriptor) continue;
    if (const auto inode = sys::namespace_inode(*descriptor)) facts.namespaces[name] = std::to_string(*inode);
  }
}

}  // namespace

Result<std::vector<ContainerFacts>> list_containers(Context& context, const ListOptions& options) {
  TRY_ASSIGN(ContainerFilter filter, make_container_filter(context, options.filters));
  TRY_ASSIGN(std::vector<ContainerFacts> rows, Lister(context, options, std::move(filter)).list());
  rows = newest_first(std::move(rows));
  if (options.last && rows.size() > *options.last) rows.resize(*options.last);
  if (options.has_sizes) {
    TRY(add_sizes(context, rows));
  }
  if (options.has_namespaces) std::ranges::for_each(rows, add_namespaces);
  return rows;
}

}  // namespace skiff::engine
