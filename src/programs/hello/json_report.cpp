#include <net/if.h>

#include <skiff/sys/caps.hpp>

#include "json.hpp"
#include "probe.hpp"
#include "signals.hpp"

namespace skiff::hello {

using bare::call;
using bare::Digits;

namespace {

void write_ids(Json& json, Text key, std::uint32_t real, std::uint32_t effective, std::uint32_t saved) {
  json.begin_object(key);
  json.number("real", real);
  json.number("effective", effective);
  json.number("saved", saved);
  json.end_object();
}

void write_map(Json& json, Text key, const List<IdMapEntry>& map) {
  json.begin_array(key);
  for (const IdMapEntry& entry : map) {
    json.begin_object();
    json.number("inside", entry.inside);
    json.number("outside", entry.outside);
    json.number("count", entry.count);
    json.end_object();
  }
  json.end_array();
}

void write_identity(Arena& arena, Json& json) {
  const Identity identity = gather_identity(arena);
  write_ids(json, "uid", identity.real_user, identity.effective_user, identity.saved_user);
  write_ids(json, "gid", identity.real_group, identity.effective_group, identity.saved_group);
  json.begin_row("groups");
  for (const std::uint32_t group : identity.groups) json.element(std::uint64_t{group});
  json.end_array();
  write_map(json, "uid_map", identity.user_map);
  write_map(json, "gid_map", identity.group_map);
  json.text_or_null("setgroups", identity.setgroups);
}

void write_process(Arena& arena, Json& json, const Program& program) {
  json.begin_row("arguments");
  for (int i = 0; i < program.argument_count; ++i) json.element(Text(program.arguments[i]));
  json.end_array();
  json.begin_array("environment");
  for (char** entry = program.environment; *entry != nullptr; ++entry) json.element(Text(*entry));
  json.end_array();
  json.number("pid", static_cast<std::uint64_t>(call(SYS_getpid)));
  json.number("ppid", static_cast<std::uint64_t>(call(SYS_getppid)));
  json.number("pgid", static_cast<std::uint64_t>(call(SYS_getpgid, 0)));
  json.number("sid", static_cast<std::uint64_t>(call(SYS_getsid, 0)));
  json.begin_row("processes");
  for (const bare::DirectoryEntry& entry : bare::list_directory(arena, "/proc")) {
    std::uint64_t pid = 0;
    if (bare::parse_number(entry.name, pid)) json.element(pid);
  }
  json.end_array();
}

void write_place(Arena& arena, Json& json) {
  const long mask = call(SYS_umask, 0);
  call(SYS_umask, mask);
  json.text("umask", Digits(static_cast<std::uint64_t>(mask), 8, 4));
  char* cwd = static_cast<char*>(arena.take(4096));
  const long size = cwd == nullptr ? -1 : call(SYS_getcwd, cwd, 4096);
  json.text_or_null("cwd", size > 0 ? Text(cwd) : Text());
  json.text_or_null("exe", bare::read_link(arena, "/proc/self/exe"));
  utsname names;
  if (call(SYS_uname, &names) == 0) {
    json.text("hostname", Text(names.nodename));
    json.text("domainname", Text(names.domainname));
    json.begin_object("kernel");
    json.text("release", Text(names.release));
    json.text("version", Text(names.version));
    json.text("machine", Text(names.machine));
    json.end_object();
  }
  std::uint64_t affinity[128] = {};
  const long bytes = call(SYS_sched_getaffinity, 0, sizeof affinity, affinity);
  std::uint64_t cpus = 0;
  for (long i = 0; i < bytes / 8; ++i) cpus += bare::count_bits(affinity[i]);
  json.number("cpus", cpus);
}

void write_namespaces(Arena& arena, Json& json) {
  json.begin_object("namespaces");
  for (const Namespace& entry : gather_namespaces(arena)) {
    json.begin_object(entry.name);
    if (entry.inode == 0) {
      json.null("inode");
      json.null("is_own");
    } else {
      json.number("inode", entry.inode);
      json.boolean("is_own", entry.ownership == Ownership::own);
    }
    json.end_object();
  }
  json.end_object();
}

void number_or_null(Json& json, Text key, long value) {
  if (value < 0) {
    json.null(key);
  } else {
    json.number(key, static_cast<std::uint64_t>(value));
  }
}

void write_capability_set(Arena& arena, Json& json, Text key, std::uint64_t set) {
  json.begin_object(key);
  json.text("hex", Digits(set, 16, 16));
  json.begin_row("names");
  for (unsigned number = 0; number < 64; ++number) {
    if (!sys::has_capability(set, number)) continue;
    if (number >= sys::capability_names.size()) {
      json.element(Text(Digits(number)));
      continue;
    }
    const Text lower = sys::capability_names[number];
    char* upper = static_cast<char*>(arena.take(lower.size()));
    if (upper == nullptr) return;
    for (std::size_t i = 0; i < lower.size(); ++i) upper[i] = static_cast<char>(lower[i] >= 'a' && lower[i] <= 'z' ? lower[i] - 'a' + 'A' : lower[i]);
    json.element(Text(upper, lower.size()));
  }
  json.end_array();
  json.end_object();
}

void write_privileges(Arena& arena, Json& json, Text status) {
  const Privileges privileges = gather_privileges(arena, status);
  json.begin_object("capabilities");
  for (int i = 0; i < Privileges::set_count; ++i) {
    if (privileges.is_known[i]) {
      write_capability_set(arena, json, capability_set_names[i], privileges.sets[i]);
    } else {
      json.null(capability_set_names[i]);
    }
  }
  json.number("last", privileges.last_capability);
  json.end_object();
  if (privileges.no_new_privileges < 0) {
    json.null("no_new_privileges");
  } else {
    json.boolean("no_new_privileges", privileges.no_new_privileges == 1);
  }
  json.begin_object("seccomp");
  constexpr Text modes[] = {"none", "strict", "filter"};
  const bool is_mode_known = privileges.is_seccomp_known && privileges.seccomp_mode < 3;
  json.text_or_null("mode", is_mode_known ? modes[privileges.seccomp_mode] : Text());
  number_or_null(json, "filters", privileges.is_filter_count_known ? static_cast<long>(privileges.seccomp_filters) : -1);
  json.end_object();
  number_or_null(json, "securebits", privileges.securebits);
  number_or_null(json, "dumpable", privileges.dumpable);
  json.text_or_null("security_label", privileges.security_label);
  json.number_text("oom_score_adj", bare::trimmed(bare::read_file(arena, "/proc/self/oom_score_adj").text));
  const long priority = call(SYS_getpriority, 0, 0);  // 1..40 for 19..-20
  const auto distance = static_cast<std::uint64_t>(priority > 20 ? priority - 20 : 20 - priority);
  json.number_text("nice", priority > 0 ? bare::joined(arena, priority > 20 ? "-" : "", Digits(distance)) : Text());
}

void write_signal_set(Json& json, Text key, Text hex) {
  std::uint64_t set = 0;
  if (!bare::parse_hex(hex, set)) {
    json.null(key);
    return;
  }
  json.begin_row(key);
  for (unsigned number = 1; number <= 64; ++number) {
    if ((set >> (number - 1) & 1) != 0) json.element(SignalName(number));
  }
  json.end_array();
}

void write_resources(Arena& arena, Json& json, const Program& program) {
  json.begin_object("limits");
  for (const ResourceLimit& limit : gather_resource_limits(arena)) {
    json.begin_object(limit.name);
    for (const bool is_hard : {false, true}) {
      const std::uint64_t value = is_hard ? limit.hard : limit.soft;
      const Text key = is_hard ? "hard" : "soft";
      if (value == ~std::uint64_t{0}) {
        json.text(key, "unlimited");
      } else {
        json.number(key, value);
      }
    }
    json.end_object();
  }
  json.end_object();
  json.begin_array("descriptors");
  for (const Descriptor& descriptor : gather_descriptors(arena)) {
    json.begin_object();
    json.number("number", descriptor.number);
    json.text("target", descriptor.target);
    json.text("flags", Digits(static_cast<std::uint64_t>(descriptor.flags), 8, 7));
    json.boolean("is_close_on_exec", descriptor.is_close_on_exec);
    json.end_object();
  }
  json.end_array();
  json.begin_object("terminals");
  constexpr Text names[] = {"stdin", "stdout", "stderr"};
  for (int i = 0; i < 3; ++i) {
    if (!program.terminals.is_terminal[i]) {
      json.null(names[i]);
      continue;
    }
    json.begin_object(names[i]);
    json.number("rows", program.terminals.sizes[i].ws_row);
    json.number("columns", program.terminals.sizes[i].ws_col);
    json.end_object();
  }
  json.end_object();
}

void write_mounts(Arena& arena, Json& json, const List<Mount>& mounts) {
  const Mount* root = nullptr;
  for (const Mount& mount : mounts) {
    if (mount.target == "/") root = &mount;
  }
  if (root == nullptr) {
    json.null("root");
  } else {
    json.begin_object("root");
    json.text("type", root->type);
    json.text("source", root->source);
    json.text("options", root->options);
    json.text("super_options", root->super_options);
    json.boolean("is_read_only", has_option(root->options, "ro") || has_option(root->super_options, "ro"));
    json.end_object();
  }
  json.begin_array("mounts");
  for (const Mount& mount : mounts) {
    json.begin_object();
    json.number("id", mount.id);
    json.number("parent", mount.parent);
    json.text("device", mount.device);
    json.text("root", mount.root);
    json.text("target", mount.target);
    json.text("options", mount.options);
    json.text("optional", mount.optional);
    json.text("type", mount.type);
    json.text("source", mount.source);
    json.text("super_options", mount.super_options);
    json.end_object();
  }
  json.end_array();
  json.begin_object("paths");
  for (const KnownPath& path : gather_known_paths(arena)) json.text(path.path, path_state_name(path.state));
  json.end_object();
}

void write_devices(Arena& arena, Json& json) {
  json.begin_array("devices");
  for (const Device& device : gather_devices(arena)) {
    json.begin_object();
    json.text("path", device.path);
    json.text("kind", device.kind);
    json.text("mode", Digits(device.mode, 8, 4));
    json.number("user", device.user);
    json.number("group", device.group);
    if (device.kind == "char" || device.kind == "block") {
      json.number("major", device.major);
      json.number("minor", device.minor);
    }
    if (device.kind == "link") json.text("target", device.target);
    json.end_object();
  }
  json.end_array();
}

void write_cgroup(Arena& arena, Json& json, const List<Mount>& mounts) {
  const Cgroup cgroup = gather_cgroup(arena, mounts);
  json.begin_object("cgroup");
  json.text_or_null("paths", cgroup.paths);
  json.boolean("is_mounted", cgroup.is_mounted);
  json.boolean("is_writable", cgroup.is_writable);
  json.begin_object("limits");
  for (const CgroupLimit& limit : cgroup.limits) json.text(limit.file, limit.value);
  json.end_object();
  json.end_object();
}

void write_network(Arena& arena, Json& json) {
  const Network network = gather_network(arena);
  if (network.error != 0) {
    json.null("network");
    return;
  }
  json.begin_object("network");
  json.begin_array("interfaces");
  for (const Interface& interface : network.interfaces) {
    json.begin_object();
    json.text("name", interface.name);
    json.number("index", interface.index);
    json.number("mtu", interface.mtu);
    json.boolean("is_up", (interface.flags & IFF_UP) != 0);
    json.text_or_null("hardware_address", interface.hardware_address);
    json.begin_row("addresses");
    for (const Address& address : network.addresses) {
      if (address.interface == interface.index) json.element(address.text);
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

void write_files(Arena& arena, Json& json) {
  constexpr struct {
    Text name, path;
  } settings[] = {{"kernel.cap_last_cap", "/proc/sys/kernel/cap_last_cap"},
                  {"kernel.hostname", "/proc/sys/kernel/hostname"},
                  {"net.ipv4.ip_forward", "/proc/sys/net/ipv4/ip_forward"},
                  {"net.ipv4.ip_unprivileged_port_start", "/proc/sys/net/ipv4/ip_unprivileged_port_start"},
                  {"net.ipv4.ping_group_range", "/proc/sys/net/ipv4/ping_group_range"},
                  {"net.ipv6.conf.all.disable_ipv6", "/proc/sys/net/ipv6/conf/all/disable_ipv6"}};
  json.begin_object("settings");
  for (const auto& setting : settings) json.text_or_null(setting.name, bare::trimmed(bare::read_file(arena, setting.path).text));
  json.end_object();
  constexpr Text paths[] = {"/etc/group", "/etc/hostname", "/etc/hosts", "/etc/passwd", "/etc/resolv.conf", "/run/.containerenv"};
  constexpr std::size_t limit = 65536;
  json.begin_object("files");
  for (const Text& path : paths) {
    const bare::FileText file = bare::read_file(arena, path);
    if (file.is_read()) {
      json.text(path, Text(file.text.data(), file.text.size() < limit ? file.text.size() : limit));
    } else {
      json.null(path);
    }
  }
  json.end_object();
}

}  // namespace

void write_json(Arena& arena, const Program& program, bare::Output& output) {
  const Text status = bare::read_file(arena, "/proc/self/status").text;
  const List<Mount> mounts = gather_mounts(arena);
  Json json(output);
  json.begin_object();
  write_process(arena, json, program);
  write_identity(arena, json);
  write_place(arena, json);
  write_namespaces(arena, json);
  write_privileges(arena, json, status);
  json.begin_object("signals");
  write_signal_set(json, "blocked", status_field(status, "SigBlk"));
  write_signal_set(json, "ignored", status_field(status, "SigIgn"));
  write_signal_set(json, "caught", status_field(status, "SigCgt"));
  json.end_object();
  write_resources(arena, json, program);
  write_mounts(arena, json, mounts);
  write_devices(arena, json);
  write_cgroup(arena, json, mounts);
  write_network(arena, json);
  write_files(arena, json);
  json.end_object();
  output.put('\n');
}

}  // namespace skiff::hello
