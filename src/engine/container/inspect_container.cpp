#include <skiff/base/text.hpp>
#include <skiff/engine/container.hpp>
#include <skiff/spec/byte_size.hpp>
#include <skiff/spec/mount_spec.hpp>
#include <skiff/sys/caps.hpp>

#include "container_size.hpp"
#include "inspect_defaults.hpp"
#include "start/runtime_config.hpp"
#include "view.hpp"

/// `inspect` of a container in podman's field names, and docker's where scripts use them. Each function fills in one section.
namespace skiff::engine {

namespace json = base::json;

namespace {

json::object& section(json::object& parent, std::string_view name) { return parent[name].as_object(); }

void fill_state(json::object& result, const ContainerView& view) {
  const Life& life = view.life;
  result["Status"] = life.word;
  result["Running"] = life.is_running;
  result["Pid"] = life.pid;
  result["ConmonPid"] = life.supervisor_pid;
  result["Supervised"] = life.is_supervised;
  result["ExitCode"] = life.exit.code;
  result["ExitReason"] = life.exit.reason;
  result["Error"] = life.error;
  result["StartedAt"] = base::format_rfc3339(life.started);
  result["FinishedAt"] = base::format_rfc3339(life.exit.finished);
  if (view.state.run) result["CgroupPath"] = view.state.run->cgroup;
}

void fill_config(json::object& result, const spec::ContainerConfig& config) {
  const spec::ProcessConfig& process = config.process;
  result["Hostname"] = hostname_of(config);
  result["User"] = process.user;
  result["Tty"] = process.has_terminal;
  result["OpenStdin"] = process.is_interactive;
  const auto is_attached = [&](std::string_view stream) { return std::ranges::find(config.attached, stream) != config.attached.end(); };
  result["AttachStdin"] = is_attached("stdin");
  result["AttachStdout"] = is_attached("stdout");
  result["AttachStderr"] = is_attached("stderr");
  result["Env"] = base::to_json(process.env);
  result["Cmd"] = base::to_json(process.command);
  result["Image"] = config.image.name;
  if (!process.working_dir.empty()) result["WorkingDir"] = process.working_dir;
  if (process.entrypoint) result["Entrypoint"] = base::to_json(*process.entrypoint);
  result["Labels"] = base::to_json(config.labels);
  result["StopSignal"] = sys::signal_name(spec::stop_signal_of(config));
  result["StopTimeout"] = config.stop_timeout;
  result["CreateCommand"] = base::to_json(config.create_command);
}

/// "private", "host", "container:<id>", or another word that a namespace has.
std::string mode_text(const spec::NamespaceUse& use) {
  if (use.mode == spec::NamespaceMode::own) return "private";
  if (use.mode == spec::NamespaceMode::container) return "container:" + use.container;
  return std::string(std::string_view(base::to_json(use.mode).as_string()));
}

/// The ipc namespace of a container that says nothing may be joined.
std::string ipc_text(const spec::NamespaceUse& use) {
  if (use.mode == spec::NamespaceMode::own) return "shareable";
  return use.mode == spec::NamespaceMode::closed ? "private" : mode_text(use);
}

bool is_propagation(std::string_view word) {
  for (const std::string_view known : {"private", "shared", "slave", "unbindable"})
    if (word == known || (word.starts_with('r') && word.substr(1) == known)) return true;
  return false;
}

/// Propagation is always that of the whole tree, as the peers set it.
std::string propagation_of(const spec::MountSpec& mount) {
  for (const std::string& option : mount.options)
    if (is_propagation(option)) return option.starts_with('r') ? option : "r" + option;
  return "rprivate";
}

/// The words that it is mounted with, other than ro, rw and propagation: nosuid and nodev stand unless they are undone.
std::vector<std::string> mount_words(const spec::MountSpec& mount) {
  const auto is_given = [&](std::string_view word) { return std::ranges::find(mount.options, word) != mount.options.end(); };
  std::vector<std::string> words;
  for (const auto& [word, opposite] : {std::pair("nosuid", "suid"), std::pair("nodev", "dev")})
    if (!is_given(word) && !is_given(opposite) && !(opposite == std::string_view("dev") && spec::is_bind_of_devices(mount)))
      words.emplace_back(word);
  for (const std::string& option : mount.options)
    if (!is_propagation(option)) words.push_back(option);
  if (mount.kind != spec::MountKind::tmpfs && !is_given("bind") && !is_given("rbind")) words.emplace_back("rbind");
  return words;
}

std::string options_text(const spec::MountSpec& mount) {
  return fmt::format("{},{},{}", mount.is_read_only ? "ro" : "rw", propagation_of(mount), fmt::join(mount_words(mount), ","));
}

void fill_host_mounts(json::object& result, const spec::ContainerConfig& config) {
  for (const spec::MountSpec& mount : config.mounts) {
    if (mount.kind == spec::MountKind::tmpfs) {
      section(result, "Tmpfs")[mount.destination] = options_text(mount);
    } else {
      result["Binds"].as_array().emplace_back(fmt::format("{}:{}:{}", mount.source, mount.destination, options_text(mount)));
    }
  }
}

void fill_log(json::object& result, const ContainerView& view) {
  const bool is_none = view.config.log.driver == spec::LogDriver::none;
  result["Type"] = is_none ? "none" : "k8s-file";
  if (!is_none) result["Path"] = view.directory + "/log";
  result["Size"] = is_none ? "0B" : spec::format_byte_size(static_cast<std::uint64_t>(view.config.log.max_size), 4);
}

void fill_host(json::object& result, const ContainerView& view) {
  const spec::ContainerConfig& config = view.config;
  fill_host_mounts(result, config);
  fill_log(section(result, "LogConfig"), view);
  result["NetworkMode"] = network_mode_text(config.network);
  result["PidMode"] = mode_text(config.pid);
  result["IpcMode"] = ipc_text(config.ipc);
  result["ShmSize"] = config.shm_size;
  result["AutoRemove"] = config.is_auto_removed;
  result["Init"] = config.has_init;
  result["ReadonlyRootfs"] = config.is_read_only;
  result["ContainerIDFile"] = config.cidfile;
  for (const spec::Ulimit& limit : config.process.ulimits)
    result["Ulimits"].as_array().push_back(json::object{{"Name", limit.name}, {"Soft", limit.soft}, {"Hard", limit.hard}});
}

json::array mounts_section(const spec::ContainerConfig& config, const std::string& volume_root) {
  json::array result;
  for (const spec::MountSpec& mount : config.mounts) {
    if (mount.kind == spec::MountKind::tmpfs) continue;  // in HostConfig.Tmpfs
    const bool is_volume = mount.kind == spec::MountKind::volume;
    json::object entry;
    entry["Type"] = is_volume ? "volume" : "bind";
    if (is_volume) entry["Name"] = mount.source;
    entry["Source"] = source_path(mount, volume_root);
    entry["Destination"] = mount.destination;
    entry["Driver"] = is_volume ? "local" : "";
    entry["Mode"] = "";
    entry["Options"] = base::to_json(mount_words(mount));
    entry["RW"] = !mount.is_read_only;
    entry["Propagation"] = propagation_of(mount);
    result.push_back(std::move(entry));
  }
  return result;
}

/// A namespace with loopback alone has no addresses; the fields are there for the templates that look for them.
json::object networks_section(const spec::NetworkUse& network) {
  json::object result;
  for (const std::string& name : network_names(network))
    result[name] = json::object{{"EndpointID", ""},        {"Gateway", ""},           {"IPAddress", ""},
                                {"IPPrefixLen", 0},        {"IPv6Gateway", ""},       {"GlobalIPv6Address", ""},
                                {"GlobalIPv6PrefixLen", 0}, {"MacAddress", ""},       {"NetworkID", name},
                                {"DriverOpts", nullptr},   {"IPAMConfig", nullptr},   {"Links", nullptr},
                                {"Aliases", json::array()}};
  return result;
}

json::array capabilities(sys::CapabilitySet set) {
  std::vector<std::string> names;
  for (unsigned number = 0; number < sys::capability_names.size(); ++number)
    if (sys::has_capability(set, number)) names.emplace_back(sys::capability_text(number));
  std::ranges::sort(names);
  return base::to_json(names).as_array();
}

/// As the record words it: a name other than root's is looked up at the start only.
bool is_root_user(std::string_view user) {
  const std::string_view name = user.substr(0, user.find(':'));
  return name.empty() || name == "0" || name == "root";
}

void fill_top(json::object& result, const ContainerView& view) {
  const spec::ContainerConfig& config = view.config;
  std::vector<std::string> command = spec::command_line(config.process);
  result["Id"] = config.id;
  result["Created"] = base::format_rfc3339(config.created);
  result["Path"] = command.empty() ? "" : command.front();
  if (!command.empty()) command.erase(command.begin());
  result["Args"] = base::to_json(command);
  result["Image"] = config.image.id;
  result["ImageName"] = config.image.name;
  result["ImageDigest"] = config.image.manifest_digest;
  result["Platform"] = config.image.platform;
  result["StaticDir"] = view.directory;
  if (config.log.driver != spec::LogDriver::none) result["LogPath"] = view.directory + "/log";
  result["Name"] = view.name;
  result["RestartCount"] = view.state.restart_count;
  result["BoundingCaps"] = capabilities(sys::default_capabilities);
  if (is_root_user(config.process.user)) result["EffectiveCaps"] = result["BoundingCaps"];
  section(section(result, "GraphDriver"), "Data") =
      json::object{{"UpperDir", view.directory + "/upper"}, {"WorkDir", view.directory + "/work"}};
  result["Dependencies"] = base::to_json(dependencies_of(config));
}

Result<void> add_size(Context& context, const ContainerView& view, json::object& result) {
  std::vector<ContainerFacts> row(1);
  row[0].id = view.config.id;
  row[0].image_id = view.config.image.id;
  TRY(add_sizes(context, row));
  if (!row[0].size) return fail(ErrorKind::io, "cannot count the files of container {}", view.config.id.substr(0, 12));
  result["SizeRw"] = row[0].size->writable;
  result["SizeRootFs"] = row[0].size->whole;
  return {};
}

}  // namespace

Result<base::json::value> inspect_container(Context& context, const std::string& name, FileSizes sizes) {
  TRY_ASSIGN(const state::Container container, context.containers().find(name));
  TRY_ASSIGN(const ContainerView view, read_view(context, container));
  TRY_ASSIGN(json::value document, base::parse_json(inspect_defaults));
  json::object& result = document.as_object();
  const std::string volume_root = context.roots.root_path + "/volumes";
  fill_top(result, view);
  fill_state(section(result, "State"), view);
  fill_config(section(result, "Config"), view.config);
  fill_host(section(result, "HostConfig"), view);
  result["Mounts"] = mounts_section(view.config, volume_root);
  section(result, "NetworkSettings")["Networks"] = networks_section(view.config.network);
  if (sizes == FileSizes::counted) TRY(add_size(context, view, result));
  return document;
}

}  // namespace skiff::engine
