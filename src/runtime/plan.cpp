#include "plan.hpp"

#include <array>
#include <cerrno>
#include <linux/mount.h>
#include <sched.h>
#include <sys/sysmacros.h>

#include <skiff/base/text.hpp>
#include <skiff/sys/caps.hpp>

namespace skiff::runtime {

using child::Step;
using child::StepKind;

namespace {

/// Options of an OCI mount that are attributes of the mount; all others go to the file system as parameters.
struct Attribute {
  std::string_view word;
  std::uint64_t set;
};
constexpr std::array attributes{
    Attribute{"ro", MOUNT_ATTR_RDONLY},          Attribute{"rw", 0},
    Attribute{"nosuid", MOUNT_ATTR_NOSUID},      Attribute{"suid", 0},
    Attribute{"nodev", MOUNT_ATTR_NODEV},        Attribute{"dev", 0},
    Attribute{"noexec", MOUNT_ATTR_NOEXEC},      Attribute{"exec", 0},
    Attribute{"noatime", MOUNT_ATTR_NOATIME},    Attribute{"relatime", 0},
    Attribute{"strictatime", MOUNT_ATTR_STRICTATIME},
};

struct Device {
  const char* name;
  unsigned major_number;
  unsigned minor_number;
};
constexpr std::array devices{Device{"null", 1, 3},   Device{"zero", 1, 5},   Device{"full", 1, 7},
                             Device{"random", 1, 8}, Device{"urandom", 1, 9}, Device{"tty", 5, 0}};

struct LinkName {
  const char* name;
  const char* target;
};
constexpr std::array device_links{LinkName{"fd", "/proc/self/fd"}, LinkName{"stdin", "/proc/self/fd/0"},
                                  LinkName{"stdout", "/proc/self/fd/1"}, LinkName{"stderr", "/proc/self/fd/2"},
                                  LinkName{"ptmx", "pts/ptmx"}};

struct LimitName {
  std::string_view name;
  int resource;
};
constexpr std::array limit_names{
    LimitName{"RLIMIT_AS", RLIMIT_AS},           LimitName{"RLIMIT_CORE", RLIMIT_CORE},
    LimitName{"RLIMIT_CPU", RLIMIT_CPU},         LimitName{"RLIMIT_DATA", RLIMIT_DATA},
    LimitName{"RLIMIT_FSIZE", RLIMIT_FSIZE},     LimitName{"RLIMIT_LOCKS", RLIMIT_LOCKS},
    LimitName{"RLIMIT_MEMLOCK", RLIMIT_MEMLOCK}, LimitName{"RLIMIT_MSGQUEUE", RLIMIT_MSGQUEUE},
    LimitName{"RLIMIT_NICE", RLIMIT_NICE},       LimitName{"RLIMIT_NOFILE", RLIMIT_NOFILE},
    LimitName{"RLIMIT_NPROC", RLIMIT_NPROC},     LimitName{"RLIMIT_RSS", RLIMIT_RSS},
    LimitName{"RLIMIT_RTPRIO", RLIMIT_RTPRIO},   LimitName{"RLIMIT_RTTIME", RLIMIT_RTTIME},
    LimitName{"RLIMIT_SIGPENDING", RLIMIT_SIGPENDING}, LimitName{"RLIMIT_STACK", RLIMIT_STACK}};

struct NamespaceName {
  std::string_view name;
  std::uint64_t flag;
};
constexpr std::array namespace_names{NamespaceName{"pid", CLONE_NEWPID}, NamespaceName{"network", CLONE_NEWNET},
                                     NamespaceName{"ipc", CLONE_NEWIPC}, NamespaceName{"uts", CLONE_NEWUTS},
                                     NamespaceName{"mount", CLONE_NEWNS}, NamespaceName{"user", 0},
                                     NamespaceName{"cgroup", 0}};

child::Slot slot_of(const spec::OciMount& mount) {
  if (mount.type == "proc" && mount.destination == "/proc") return child::slot_proc;
  if (mount.type == "sysfs" && mount.destination == "/sys") return child::slot_sys;
  if (mount.type == "tmpfs" && mount.destination == "/dev") return child::slot_dev;
  if (mount.type == "devpts" && mount.destination == "/dev/pts") return child::slot_pts;
  return child::slot_root;
}

bool is_new(const spec::OciLinux& config, std::string_view type) {
  return std::ranges::any_of(config.namespaces,
                             [&](const spec::OciNamespace& use) { return use.type == type && use.path.empty(); });
}

std::string environment_value(const std::vector<std::string>& environment, std::string_view name) {
  std::string value;
  for (const std::string& entry : environment) {
    const base::Cut parts = base::cut(entry, '=');
    if (parts.before == name && parts.after) value = *parts.after;
  }
  return value;
}

}  // namespace

Result<std::uint64_t> namespace_flags(const spec::OciLinux& config) {
  std::uint64_t flags = 0;
  for (const spec::OciNamespace& use : config.namespaces) {
    const auto* known = std::ranges::find(namespace_names, use.type, &NamespaceName::name);
    if (known == namespace_names.end())
      return fail(ErrorKind::unsupported, "namespace type \"{}\" is not supported", base::escape_control(use.type));
    if (use.path.empty()) flags |= known->flag;
  }
  return flags;
}

const char* PlanBuilder::keep(std::string text) { return texts_.emplace_back(std::move(text)).c_str(); }

Step& PlanBuilder::add(StepKind kind) {
  Step& step = steps_.emplace_back();
  step.kind = kind;
  return step;
}

Result<void> PlanBuilder::add_container(const spec::OciRuntimeConfig& config, const Descriptors& descriptors) {
  if (is_new(config.linux_, "cgroup")) add(StepKind::leave_cgroup_namespace);
  if (is_new(config.linux_, "uts") && !config.hostname.empty()) add(StepKind::set_hostname).text = keep(config.hostname);
  add(StepKind::attach_root).fd = descriptors.root.get();
  for (std::size_t i = 0; i < config.mounts.size(); ++i) {
    TRY(add_mount(config.mounts[i], descriptors.mounts[i]));
    if (slot_of(config.mounts[i]) == child::slot_dev) add_devices(config, descriptors.is_initial_user_namespace);
  }
  for (const auto& [name, value] : config.linux_.sysctl) {
    Step& step = add(StepKind::write_sysctl);
    std::string path = "sys/" + name;
    std::ranges::replace(path, '.', '/');
    step.path = keep(std::move(path));
    step.text = keep(value);
    step.is_optional = true;
  }
  for (const std::string& path : config.linux_.masked_paths) add_path(StepKind::mask, path);
  for (const std::string& path : config.linux_.readonly_paths) add_path(StepKind::make_read_only, path);
  if (config.process.cwd != "/") add(StepKind::make_working_directory).path = keep(config.process.cwd);
  add(StepKind::enter_root);
  if (config.root.readonly) add(StepKind::make_root_read_only);
  return {};
}

void PlanBuilder::add_joined() { add(StepKind::open_joined_root); }

Result<void> PlanBuilder::add_mount(const spec::OciMount& mount, const sys::Fd& source) {
  Step& step = add(source.is_open() ? StepKind::attach_mount : StepKind::make_mount);
  step.path = keep(mount.destination);
  step.slot = slot_of(mount);
  step.is_link_refused = step.slot != child::slot_root;
  if (source.is_open()) {
    step.fd = source.get();
    step.is_directory = std::ranges::find(mount.options, "file") == mount.options.end();
    step.is_optional = std::ranges::find(mount.options, "optional") != mount.options.end();
    return {};
  }
  static constexpr std::array known_types{"proc", "sysfs", "tmpfs", "devpts", "mqueue", "cgroup2"};
  if (std::ranges::find(known_types, mount.type) == known_types.end())
    return fail(ErrorKind::unsupported, "mount type \"{}\" of {} is not supported", base::escape_control(mount.type),
                base::escape_control(mount.destination));
  step.type = keep(mount.type);
  step.is_optional = mount.type == "mqueue" || mount.type == "cgroup2";  // kernels may lack them
  std::vector<child::Parameter>& parameters = parameters_.emplace_back();
  for (const std::string& option : mount.options) {
    const auto* attribute = std::ranges::find(attributes, option, &Attribute::word);
    if (attribute != attributes.end()) {
      step.attributes |= attribute->set;
      continue;
    }
    const base::Cut parts = base::cut(option, '=');
    parameters.push_back({keep(std::string(parts.before)), parts.after ? keep(std::string(*parts.after)) : nullptr});
  }
  // Shown in /proc/mounts; "none" without it.
  parameters.push_back({"source", mount.source.empty() ? step.type : keep(mount.source)});
  step.parameters = parameters.data();
  step.parameter_count = parameters.size();
  return {};
}

void PlanBuilder::add_devices(const spec::OciRuntimeConfig& config, bool are_nodes_made) {
  // Where file systems are mounted later: it is empty, so that they need not be looked for.
  for (const spec::OciMount& mount : config.mounts) {
    if (mount.type == "bind" || !mount.destination.starts_with("/dev/") || mount.destination.find('/', 5) != std::string::npos)
      continue;
    Step& step = add(StepKind::make_directory);
    step.slot = child::slot_dev;
    step.text = keep(mount.destination.substr(5));
    step.mode = 0755;
  }
  for (const Device& device : devices) {
    Step& step = add(StepKind::make_device);
    step.slot = child::slot_dev;
    step.text = device.name;
    step.path = keep(std::string("/dev/") + device.name);
    step.mode = 0666;
    if (are_nodes_made) step.device = makedev(device.major_number, device.minor_number);
  }
  for (const LinkName& link : device_links) {
    Step& step = add(StepKind::make_link);
    step.slot = child::slot_dev;
    step.text = link.name;
    step.path = link.target;
  }
}

/// Paths below skiff's own mounts of proc and sysfs are taken from there; elsewhere from the root.
void PlanBuilder::add_path(StepKind kind, const std::string& path) {
  std::string_view rest = path;
  child::Slot slot = child::slot_root;
  const auto is_made = [&](child::Slot wanted) {
    return std::ranges::any_of(steps_, [&](const Step& made) {
      return (made.kind == StepKind::make_mount || made.kind == StepKind::attach_mount) && made.slot == wanted;
    });
  };
  if (rest.starts_with("/proc/") && is_made(child::slot_proc)) {
    slot = child::slot_proc;
    rest.remove_prefix(6);
  } else if (rest.starts_with("/sys/") && is_made(child::slot_sys)) {
    slot = child::slot_sys;
    rest.remove_prefix(5);
  } else if (rest.starts_with('/')) {
    rest.remove_prefix(1);
  }
  Step& step = add(kind);
  step.slot = slot;
  step.path = keep(std::string(rest));
}

Result<void> PlanBuilder::add_process(const spec::OciRuntimeProcess& process, const Descriptors& descriptors) {
  if (process.args.empty()) return fail(ErrorKind::invalid, "no command to run");
  for (const std::string& argument : process.args) arguments_.push_back(keep(argument));
  for (const std::string& entry : process.env) environment_.push_back(keep(entry));
  if (!descriptors.init.empty()) {
    process_.init = keep(descriptors.init);
    init_arguments_ = {process_.init, nullptr};
    init_arguments_.insert(init_arguments_.end(), arguments_.begin(), arguments_.end());
    init_arguments_.push_back(nullptr);
  }
  arguments_.push_back(nullptr);
  environment_.push_back(nullptr);
  add_candidates(process);
  groups_.assign(process.user.additional_gids.begin(), process.user.additional_gids.end());
  TRY(add_limits(process));
  TRY(add_capabilities(process.capabilities));
  process_.working_directory = keep(process.cwd);
  process_.uid = process.user.uid;
  process_.gid = process.user.gid;
  process_.umask = process.user.umask;
  process_.is_setgroups_denied = descriptors.is_setgroups_denied;
  process_.has_no_new_privileges = process.no_new_privileges;
  process_.has_terminal = process.terminal;
  process_.rows = static_cast<unsigned short>(process.console_size.height);
  process_.columns = static_cast<unsigned short>(process.console_size.width);
  if (!descriptors.seccomp.empty()) {
    filter_.len = static_cast<unsigned short>(descriptors.seccomp.size());
    filter_.filter = const_cast<sock_filter*>(descriptors.seccomp.data());
    process_.seccomp = &filter_;
  }
  return {};
}

/// The search of PATH is done inside, where the volumes are; here it becomes a list of paths to try.
void PlanBuilder::add_candidates(const spec::OciRuntimeProcess& process) {
  const std::string& program = process.args.front();
  if (program.contains('/')) {
    candidates_.push_back(keep(program));
  } else if (!program.empty()) {
    std::string search = environment_value(process.env, "PATH");
    if (search.empty()) search = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    for (const std::string_view directory : base::split(search, ':'))
      candidates_.push_back(keep(fmt::format("{}/{}", directory.empty() ? "." : directory, program)));
  }
  candidates_.push_back(nullptr);
}

Result<void> PlanBuilder::add_limits(const spec::OciRuntimeProcess& process) {
  for (const spec::OciRlimit& limit : process.rlimits) {
    const auto* known = std::ranges::find(limit_names, limit.type, &LimitName::name);
    if (known == limit_names.end())
      return fail(ErrorKind::invalid, "unknown limit \"{}\"", base::escape_control(limit.type));
    // Only CAP_SYS_RESOURCE of the initial user namespace may raise a hard limit: what cannot be had is clamped.
    rlimit current{};
    if (getrlimit(static_cast<__rlimit_resource_t>(known->resource), &current) != 0)
      return fail_errno(errno, "cannot look at limit \"{}\"", base::escape_control(limit.type));
    rlimit wanted{std::min<rlim_t>(limit.soft, limit.hard), limit.hard};
    wanted.rlim_max = std::min(wanted.rlim_max, current.rlim_max);
    wanted.rlim_cur = std::min(wanted.rlim_cur, wanted.rlim_max);
    limits_.push_back({known->resource, wanted});
  }
  return {};
}

Result<void> PlanBuilder::add_capabilities(const spec::OciCapabilities& capabilities) {
  const auto mask_of = [](const std::vector<std::string>& names, sys::CapabilitySet& mask) -> Result<void> {
    for (const std::string& name : names) {
      const auto number = sys::capability_number(name);
      if (!number) return fail(ErrorKind::invalid, "unknown capability \"{}\"", base::escape_control(name));
      mask |= sys::CapabilitySet{1} << *number;
    }
    return {};
  };
  TRY(mask_of(capabilities.bounding, process_.bounding));
  TRY(mask_of(capabilities.effective, process_.effective));
  TRY(mask_of(capabilities.permitted, process_.permitted));
  TRY(mask_of(capabilities.inheritable, process_.inheritable));
  TRY(mask_of(capabilities.ambient, process_.ambient));
  process_.last_capability = static_cast<int>(sys::last_capability());
  return {};
}

child::Plan PlanBuilder::finish(const Descriptors& descriptors, int result) {
  process_.candidates = candidates_.data();
  process_.arguments = arguments_.data();
  process_.init_arguments = init_arguments_.data();
  process_.environment = environment_.data();
  process_.groups = groups_.data();
  process_.group_count = groups_.size();
  process_.limits = limits_.data();
  process_.limit_count = limits_.size();
  child::Plan plan;
  plan.steps = steps_.data();
  plan.step_count = steps_.size();
  plan.process = process_;
  plan.empty_directory = descriptors.empty_directory.get();
  plan.input = descriptors.input.get();
  plan.output = descriptors.output.get();
  plan.error = descriptors.error.get();
  plan.pid_record.file = descriptors.pid_record.file.get();
  plan.pid_record.proc = descriptors.pid_record.proc.get();
  plan.pid_record.pid_at = descriptors.pid_record.pid_at;
  plan.pid_record.start_time_at = descriptors.pid_record.start_time_at;
  plan.gate = descriptors.gate.get();
  plan.gate_writer = descriptors.gate_writer;
  plan.terminal = descriptors.terminal.get();
  plan.result = result;
  return plan;
}

}  // namespace skiff::runtime
