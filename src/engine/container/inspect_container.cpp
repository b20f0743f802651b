#include <skiff/engine/container.hpp>

#include "context.hpp"
#include "start/runtime_config.hpp"

/// `inspect` of a container in podman's field names, and docker's where scripts use them. Each function is one section.
namespace skiff::engine {

namespace json = base::json;

namespace {

/// All that is known of one container, read once.
struct Known {
  spec::ContainerConfig config;
  state::ContainerState state;
  state::Status status{};
  std::string name;
  std::string volume_root;  ///< ROOT/volumes
  std::string directory;    ///< ROOT/containers/<id>
};

json::object state_section(const Known& known) {
  const std::string_view word = state::status_word(known.status);
  const bool is_running = word == "running";
  const state::RunFacts run = known.state.run.value_or(state::RunFacts{});
  state::ExitFacts exit = known.state.exit.value_or(state::ExitFacts{});
  if (word == "exited" && !known.state.exit) exit = state::unseen_exit(run);
  // A start that failed has no run: its error and code are all there is.
  std::string error = known.state.error;
  if (word == "exited" && !exit.is_known) error = exit.reason;
  json::object result;
  result["Status"] = word;
  result["Running"] = is_running;
  result["Paused"] = false;
  result["Restarting"] = false;
  result["OOMKilled"] = false;
  result["Dead"] = false;
  result["Pid"] = is_running ? run.pid : 0;
  result["ConmonPid"] = is_running && known.status != state::Status::unsupervised ? run.supervisor_pid : 0;
  result["Supervised"] = known.status != state::Status::unsupervised;
  result["ExitCode"] = word == "exited" || (known.state.exit && !is_running) ? exit.code : 0;
  result["ExitReason"] = exit.reason;
  result["Error"] = error;
  result["StartedAt"] = base::format_rfc3339(run.started);
  result["FinishedAt"] = base::format_rfc3339(is_running ? base::no_time : exit.finished);
  result["CgroupPath"] = run.cgroup;
  return result;
}

json::object config_section(const spec::ContainerConfig& config) {
  json::object result;
  result["Hostname"] = hostname_of(config);
  result["Domainname"] = "";
  result["User"] = config.process.user;
  result["AttachStdin"] = false;
  result["AttachStdout"] = false;
  result["AttachStderr"] = false;
  result["Tty"] = config.process.has_terminal;
  result["OpenStdin"] = config.process.is_interactive;
  result["StdinOnce"] = false;
  result["Env"] = base::to_json(config.process.env);
  result["Cmd"] = base::to_json(config.process.command);
  result["Image"] = config.image.name;
  result["WorkingDir"] = config.process.working_dir.empty() ? "/" : config.process.working_dir;
  result["Entrypoint"] = base::to_json(config.process.entrypoint.value_or(std::vector<std::string>()));
  result["Labels"] = base::to_json(config.labels);
  result["Annotations"] = json::object();
  result["StopSignal"] = sys::signal_name(spec::stop_signal_of(config));
  result["StopTimeout"] = config.stop_timeout;
  result["CreateCommand"] = base::to_json(config.create_command);
  return result;
}

/// "none", "host", "container:<id>"; `standard` for a namespace of its own.
std::string mode_text(bool is_host, const std::string& container, std::string_view standard) {
  if (is_host) return "host";
  return container.empty() ? std::string(standard) : "container:" + container;
}

std::string mode_text(const spec::NamespaceUse& use, std::string_view standard) {
  return mode_text(use.mode == spec::NamespaceMode::host, use.container, standard);
}

std::string network_text(const spec::NetworkUse& network) {
  if (network.mode == spec::NetworkMode::none) return "none";
  if (!network.attachments.empty()) return network.attachments.front().name;
  return mode_text(network.mode == spec::NetworkMode::host, network.container, "default");
}

std::string joined_options(const spec::MountSpec& mount) {
  std::string text = mount.is_read_only ? "ro" : "rw";
  for (const std::string& option : mount.options) text += "," + option;
  return text;
}

/// -v as docker shows it: SOURCE:DESTINATION:OPTIONS.
json::array binds(const spec::ContainerConfig& config) {
  json::array result;
  for (const spec::MountSpec& mount : config.mounts) {
    if (mount.kind == spec::MountKind::tmpfs) continue;
    result.emplace_back(fmt::format("{}:{}:{}", mount.source, mount.destination, joined_options(mount)));
  }
  return result;
}

json::object tmpfs_mounts(const spec::ContainerConfig& config) {
  json::object result;
  for (const spec::MountSpec& mount : config.mounts) {
    if (mount.kind == spec::MountKind::tmpfs) result[mount.destination] = joined_options(mount);
  }
  return result;
}

json::array ulimits(const spec::ContainerConfig& config) {
  json::array result;
  for (const spec::Ulimit& limit : config.process.ulimits)
    result.push_back(json::object{{"Name", limit.name}, {"Soft", limit.soft}, {"Hard", limit.hard}});
  return result;
}

json::object log_section(const Known& known) {
  const bool is_none = known.config.log.driver == spec::LogDriver::none;
  json::object result;
  result["Type"] = is_none ? "none" : "k8s-file";
  result["Path"] = is_none ? "" : known.directory + "/log";
  result["Size"] = known.config.log.max_size;
  result["Config"] = json::object();
  return result;
}

json::object host_section(const Known& known) {
  const spec::ContainerConfig& config = known.config;
  json::object result;
  result["Binds"] = binds(config);
  result["Tmpfs"] = tmpfs_mounts(config);
  result["LogConfig"] = log_section(known);
  result["NetworkMode"] = network_text(config.network);
  result["PidMode"] = mode_text(config.pid, "private");
  result["IpcMode"] = mode_text(config.ipc, "private");
  result["UsernsMode"] = "";
  result["UTSMode"] = "private";
  result["PortBindings"] = json::object();
  result["RestartPolicy"] = json::object{{"Name", "no"}, {"MaximumRetryCount", 0}};
  result["AutoRemove"] = config.is_auto_removed;
  result["Init"] = config.has_init;
  result["ReadonlyRootfs"] = config.is_read_only;
  result["Privileged"] = false;
  result["CapAdd"] = json::array();
  result["CapDrop"] = json::array();
  result["SecurityOpt"] = json::array();
  result["Ulimits"] = ulimits(config);
  result["Memory"] = 0;
  result["NanoCpus"] = 0;
  result["PidsLimit"] = 0;
  result["ContainerIDFile"] = config.cidfile;
  return result;
}

json::array mounts_section(const Known& known) {
  json::array result;
  for (const spec::MountSpec& mount : known.config.mounts) {
    if (mount.kind == spec::MountKind::tmpfs) continue;  // in HostConfig.Tmpfs
    const bool is_volume = mount.kind == spec::MountKind::volume;
    json::object entry;
    entry["Type"] = is_volume ? "volume" : "bind";
    if (is_volume) {
      entry["Name"] = mount.source;
      entry["Driver"] = "local";
    }
    entry["Source"] = is_volume ? fmt::format("{}/{}/data", known.volume_root, mount.source) : mount.source;
    entry["Destination"] = mount.destination;
    entry["Mode"] = "";
    entry["Options"] = base::to_json(mount.options);
    entry["RW"] = !mount.is_read_only;
    result.push_back(std::move(entry));
  }
  return result;
}

/// A namespace with loopback alone has no addresses; the fields are there for the templates that look for them.
json::object network_section(const spec::NetworkUse& network) {
  json::object result;
  result["IPAddress"] = "";
  result["IPPrefixLen"] = 0;
  result["Gateway"] = "";
  result["MacAddress"] = "";
  result["GlobalIPv6Address"] = "";
  result["SandboxID"] = "";
  result["SandboxKey"] = "";
  result["Ports"] = json::object();
  json::object networks;
  if (network.mode == spec::NetworkMode::none || network.mode == spec::NetworkMode::host)
    networks[network_text(network)] =
        json::object{{"IPAddress", ""}, {"MacAddress", ""}, {"Gateway", ""}, {"Aliases", json::array()}};
  result["Networks"] = std::move(networks);
  return result;
}

json::object whole(const Known& known) {
  const spec::ContainerConfig& config = known.config;
  std::vector<std::string> command = spec::command_line(config.process);
  json::object result;
  result["Id"] = config.id;
  result["Created"] = base::format_rfc3339(config.created);
  result["Path"] = command.empty() ? "" : command.front();
  if (!command.empty()) command.erase(command.begin());
  result["Args"] = base::to_json(command);
  result["State"] = state_section(known);
  result["Image"] = config.image.id;
  result["ImageName"] = config.image.name;
  result["ImageDigest"] = config.image.manifest_digest;
  result["Platform"] = config.image.platform;
  result["Name"] = known.name;
  result["RestartCount"] = known.state.restart_count;
  result["Driver"] = "overlay";
  result["Pod"] = "";
  result["OCIRuntime"] = "skiff";
  result["Mounts"] = mounts_section(known);
  result["NetworkSettings"] = network_section(config.network);
  result["Config"] = config_section(config);
  result["HostConfig"] = host_section(known);
  return result;
}

}  // namespace

Result<json::value> inspect_container(Context& context, const std::string& name) {
  const state::Containers containers = context.containers();
  TRY_ASSIGN(const state::Container container, containers.find(name));
  Known known;
  TRY_ASSIGN(known.state, container.state());
  TRY_ASSIGN(known.status, container.status(known.state));
  TRY_ASSIGN(known.config, container.config());
  TRY(containers.open(container.id()));  // not_found if it was removed meanwhile
  known.name = container.known_name();
  if (known.name.empty()) {
    TRY_ASSIGN(known.name, containers.name_of(container.id()));
  }
  known.volume_root = context.roots.root_path + "/volumes";
  known.directory = fmt::format("{}/containers/{}", context.roots.root_path, container.id());
  return json::value(whole(known));
}

}  // namespace skiff::engine
