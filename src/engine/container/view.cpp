#include "view.hpp"

#include <algorithm>

namespace skiff::engine {

Life life_of(const state::ContainerState& state, state::Status status, bool is_stopping) {
  Life life;
  life.error = state.error;
  if (state.exit) life.exit = *state.exit;
  // A start that failed has no run: its error and its exit are all there is.
  if (!state.run) return life;
  const state::RunFacts& run = *state.run;
  life.started = run.started;
  life.is_running = !state.exit && (status == state::Status::running || status == state::Status::unsupervised);
  if (life.is_running) {
    life.word = is_stopping ? "stopping" : "running";
    life.is_supervised = status != state::Status::unsupervised;
    life.pid = run.pid;
    life.supervisor_pid = life.is_supervised ? run.supervisor_pid : 0;
    return life;
  }
  life.word = "exited";
  if (!state.exit) life.exit = state::unseen_exit(run);
  if (!life.exit.is_known) life.error = life.exit.reason;
  return life;
}

bool is_decided(const state::ContainerState& state) { return !state.run || state.exit; }

Result<Life> life_of(const state::Container& container, const state::ContainerState& state) {
  if (is_decided(state)) return life_of(state, state::Status::exited, false);
  TRY_ASSIGN(const state::Status status, container.status(state));
  const bool may_be_stopping = status == state::Status::running || status == state::Status::unsupervised;
  return life_of(state, status, may_be_stopping && container.is_being_stopped());
}

Result<ContainerView> read_view(const Context& context, const state::Container& container) {
  const state::Containers containers = context.containers();
  ContainerView view;
  // The state first: a container that is being removed loses its config first, and is never taken for one that never ran.
  TRY_ASSIGN(view.state, container.state());
  TRY_ASSIGN(view.life, life_of(container, view.state));
  TRY_ASSIGN(view.config, container.config());
  TRY(containers.open(container.id()));  // not_found if it was removed meanwhile
  view.name = container.known_name();
  if (view.name.empty()) {
    TRY_ASSIGN(view.name, containers.name_of(container.id()));
  }
  view.directory = fmt::format("{}/containers/{}", context.roots.root_path, container.id());
  view.runtime_directory = fmt::format("{}/containers/{}", context.roots.runroot_path, container.id());
  return view;
}

std::string network_mode_text(const spec::NetworkUse& network) {
  switch (network.mode) {
    case spec::NetworkMode::none: return "none";
    case spec::NetworkMode::host: return "host";
    case spec::NetworkMode::container: return "container:" + network.container;
    case spec::NetworkMode::standard: break;
  }
  return network.attachments.empty() ? "default" : network.attachments.front().name;
}

std::vector<std::string> network_names(const spec::NetworkUse& network) {
  switch (network.mode) {
    case spec::NetworkMode::none: return {"none"};
    case spec::NetworkMode::host: return {"host"};
    case spec::NetworkMode::container: return {};
    case spec::NetworkMode::standard: break;
  }
  std::vector<std::string> names;
  for (const spec::NetworkAttachment& attachment : network.attachments)
    names.push_back(attachment.name == "default" ? "bridge" : attachment.name);
  if (names.empty()) names.emplace_back("bridge");
  return names;
}

std::vector<std::string> dependencies_of(const spec::ContainerConfig& config) {
  std::vector<std::string> ids;
  for (const std::string* id : {&config.network.container, &config.pid.container, &config.ipc.container})
    if (!id->empty() && std::ranges::find(ids, *id) == ids.end()) ids.push_back(*id);
  return ids;
}

std::string source_path(const spec::MountSpec& mount, const std::string& volume_root) {
  if (mount.kind == spec::MountKind::tmpfs) return {};
  return mount.kind == spec::MountKind::volume ? fmt::format("{}/{}/data", volume_root, mount.source) : mount.source;
}

ContainerFacts facts_of(spec::ContainerConfig config, const Life& life, std::uint64_t restarts,
                        const std::string& volume_root) {
  ContainerFacts facts;
  facts.command = spec::command_line(config.process);
  facts.created = config.created;
  facts.state = life.word;
  facts.started = life.started;
  facts.finished = life.exit.finished;
  facts.exit_code = life.exit.code;
  facts.is_exit_known = life.exit.is_known;
  facts.pid = life.pid;
  facts.restarts = restarts;
  facts.is_auto_removed = config.is_auto_removed;
  for (const spec::MountSpec& mount : config.mounts)
    facts.mounts.push_back({mount.kind, mount.kind == spec::MountKind::volume ? mount.source : std::string(),
                            source_path(mount, volume_root), mount.destination});
  facts.networks = network_names(config.network);
  facts.dependencies = dependencies_of(config);
  facts.id = std::move(config.id);
  facts.image = std::move(config.image.name);
  facts.image_id = std::move(config.image.id);
  facts.labels = std::move(config.labels);
  return facts;
}

}  // namespace skiff::engine
