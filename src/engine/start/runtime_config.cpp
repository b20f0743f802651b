#include "runtime_config.hpp"

#include <array>

#include <skiff/base/text.hpp>
#include <skiff/spec/env.hpp>
#include <skiff/sys/caps.hpp>

namespace skiff::engine {

namespace {

constexpr std::string_view default_path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

constexpr std::array masked_paths{
    "/proc/acpi",       "/proc/kcore",      "/proc/keys",        "/proc/latency_stats", "/proc/sched_debug",
    "/proc/scsi",       "/proc/timer_list", "/proc/timer_stats", "/proc/interrupts",    "/sys/firmware",
    "/sys/fs/selinux",  "/sys/devices/virtual/powercap"};
constexpr std::array readonly_paths{"/proc/asound", "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys",
                                    "/proc/sysrq-trigger"};

void set_default(std::vector<std::string>& environment, std::string_view entry) {
  const std::string_view name = entry.substr(0, entry.find('=') + 1);
  for (const std::string& known : environment)
    if (known.starts_with(name)) return;
  environment.emplace_back(entry);
}

std::vector<std::string> environment_of(const spec::ContainerConfig& config, std::vector<std::string> environment,
                                        const spec::User& user, bool has_terminal) {
  set_default(environment, default_path);
  if (has_terminal) set_default(environment, "TERM=xterm");
  set_default(environment, "container=podman");
  set_default(environment, fmt::format("HOME={}", user.home));
  set_default(environment, fmt::format("HOSTNAME={}", hostname_of(config)));
  return environment;
}

spec::OciCapabilities capabilities_of(std::uint32_t uid) {
  spec::OciCapabilities result;
  for (unsigned number = 0; number < 64; ++number)
    if (sys::has_capability(sys::default_capabilities, number)) result.bounding.emplace_back(sys::capability_text(number));
  // As exec would leave them: a user other than root starts with none.
  if (uid == 0) result.effective = result.permitted = result.bounding;
  return result;
}

/// The list of groups has the primary one too, as login(1) leaves it (CVE-2022-36109).
spec::OciUser user_of(const spec::User& user) {
  spec::OciUser result{user.uid, user.gid, 022, {user.gid}};
  result.additional_gids.insert(result.additional_gids.end(), user.groups.begin(), user.groups.end());
  return result;
}

std::vector<spec::OciRlimit> limits_of(const spec::ProcessConfig& process) {
  constexpr std::uint64_t many = 1048576;
  std::vector<spec::OciRlimit> limits{{"RLIMIT_NOFILE", many, many}, {"RLIMIT_NPROC", many, many}};
  const auto value = [](std::int64_t number) {
    return number < 0 ? ~std::uint64_t{0} : static_cast<std::uint64_t>(number);
  };
  for (const spec::Ulimit& ulimit : process.ulimits) {
    std::string type = "RLIMIT_" + ulimit.name;
    for (char& letter : type)
      if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    std::erase_if(limits, [&](const spec::OciRlimit& limit) { return limit.type == type; });
    limits.push_back({type, value(ulimit.hard), value(ulimit.soft)});
  }
  return limits;
}

/// `where` of a namespace that the launcher has joined already.
constexpr const char* joined = "/proc/self/ns";

void add_namespaces(const spec::ContainerConfig& config, spec::OciLinux& result) {
  result.namespaces.push_back({"mount", ""});
  result.namespaces.push_back({"uts", ""});
  result.namespaces.push_back({"cgroup", ""});
  if (config.pid.mode == spec::NamespaceMode::own) result.namespaces.push_back({"pid", ""});
  if (spec::is_own(config.ipc.mode)) result.namespaces.push_back({"ipc", ""});
  // Made and configured by the launcher (net::attach) before the first process is born into it.
  result.namespaces.push_back({"network", joined});
}

/// What makes `ping` work without a capability, for every group that the container can have, as docker has it. A kernel
/// without it does without.
void add_sysctls(const spec::ContainerConfig& config, const RuntimeFacts& facts, spec::OciLinux& result) {
  if (config.network.mode == spec::NetworkMode::standard || config.network.mode == spec::NetworkMode::none)
    result.sysctl.emplace("net.ipv4.ping_group_range", fmt::format("0 {}", facts.last_group));
}

std::vector<spec::OciMount> kernel_mounts(const spec::ContainerConfig& config, const RuntimeFacts& facts) {
  std::vector<spec::OciMount> mounts;
  mounts.push_back({"/proc", "proc", "proc", {"nosuid", "noexec", "nodev"}});
  mounts.push_back({"/dev", "tmpfs", "tmpfs", {"nosuid", "strictatime", "mode=755", "size=65536k"}});
  std::vector<std::string> terminals{"nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"};
  if (facts.is_group_5_mapped) terminals.emplace_back("gid=5");
  mounts.push_back({"/dev/pts", "devpts", "devpts", std::move(terminals)});
  if (config.ipc.mode != spec::NamespaceMode::none)
    mounts.push_back({"/dev/shm", "tmpfs", "shm", {"nosuid", "noexec", "nodev", "mode=1777", fmt::format("size={}", config.shm_size)}});
  if (config.ipc.mode != spec::NamespaceMode::host || facts.is_rootful)
    mounts.push_back({"/dev/mqueue", "mqueue", "mqueue", {"nosuid", "noexec", "nodev"}});
  mounts.push_back({"/sys", "sysfs", "sysfs", {"nosuid", "noexec", "nodev", "ro"}});
  mounts.push_back({"/sys/fs/cgroup", "cgroup2", "cgroup", {"nosuid", "noexec", "nodev", "relatime", "ro"}});
  return mounts;
}

}  // namespace

std::string hostname_of(const spec::ContainerConfig& config) {
  return config.hostname.empty() ? config.id.substr(0, 12) : config.hostname;
}

Result<spec::OciRuntimeConfig> make_runtime_config(const spec::ContainerConfig& config, const RuntimeFacts& facts) {
  spec::OciRuntimeConfig result;
  result.hostname = hostname_of(config);
  result.root.readonly = config.is_read_only;
  spec::OciRuntimeProcess& process = result.process;
  process.args = spec::command_line(config.process);
  if (process.args.empty())
    return std::unexpected(Error(ErrorKind::invalid, "no command or entrypoint to run: the image has none")
                               .with_hint("give one after the image's name"));
  process.terminal = config.process.has_terminal;
  process.console_size = {facts.rows, facts.columns};
  process.user = user_of(facts.user);
  process.env = environment_of(config, config.process.env, facts.user, process.terminal);
  process.cwd = config.process.working_dir.empty() ? "/" : config.process.working_dir;
  process.capabilities = capabilities_of(facts.user.uid);
  process.rlimits = limits_of(config.process);
  add_namespaces(config, result.linux_);
  add_sysctls(config, facts, result.linux_);
  result.mounts = kernel_mounts(config, facts);
  result.linux_.masked_paths.assign(masked_paths.begin(), masked_paths.end());
  result.linux_.readonly_paths.assign(readonly_paths.begin(), readonly_paths.end());
  return result;
}

spec::OciRuntimeProcess make_exec_process(const spec::ContainerConfig& config, const spec::ExecConfig& request,
                                          const spec::User& user) {
  spec::OciRuntimeProcess process;
  process.args = request.command;
  process.terminal = request.has_terminal;
  process.console_size = {static_cast<std::uint32_t>(std::max(request.rows, 0)),
                          static_cast<std::uint32_t>(std::max(request.columns, 0))};
  process.user = user_of(user);
  process.env = config.process.env;
  process.env.insert(process.env.end(), request.env.begin(), request.env.end());
  spec::keep_last_values(process.env);
  process.env = environment_of(config, process.env, user, request.has_terminal);
  process.cwd = !request.working_dir.empty()          ? request.working_dir
                : !config.process.working_dir.empty() ? config.process.working_dir
                                                      : "/";
  process.capabilities = capabilities_of(user.uid);
  process.rlimits = limits_of(config.process);
  return process;
}

}  // namespace skiff::engine
