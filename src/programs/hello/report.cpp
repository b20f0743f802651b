#include <net/if.h>

#include <skiff/sys/caps.hpp>

#include "probe.hpp"

namespace skiff::hello {

using bare::call;
using bare::Digits;

namespace {

/// Rows "label   words …" wrapped at 80 columns. A word is text from outside: it is escaped.
class Table {
 public:
  Table(bare::Output& output, bool is_styled) : output_(output), is_styled_(is_styled) {}

  void row(Text label) {
    finish();
    output_.put("  ");
    if (is_styled_) output_.put("\033[2m");
    output_.put(label);
    if (is_styled_) output_.put("\033[0m");
    for (std::size_t i = label.size(); i < indent - 2; ++i) output_.put(' ');
    column_ = indent;
    is_first_ = true;
  }
  /// One word or phrase that stays on one line.
  void word(Text text) {
    const std::size_t width = shown_width(text);
    if (!is_first_ && column_ + 1 + width > right) {
      output_.put('\n');
      for (std::size_t i = 0; i < indent; ++i) output_.put(' ');
      column_ = indent;
      is_first_ = true;
    }
    if (!is_first_) {
      output_.put(' ');
      ++column_;
    }
    put_escaped(output_, text);
    column_ += width;
    is_first_ = false;
  }
  /// A sentence of our own: each of its words may start a line.
  void words(Text text) {
    while (!text.empty()) {
      if (const Text next = bare::take_word(text); !next.empty()) word(next);
    }
  }
  void finish() {
    if (column_ > 0) output_.put('\n');
    column_ = 0;
  }

 private:
  static constexpr std::size_t indent = 17;
  static constexpr std::size_t right = 79;

  static std::size_t shown_width(Text text) {
    std::size_t width = 0;
    while (!text.empty()) {
      const std::size_t length = bare::utf8_length(text);
      width += length == 0 || static_cast<unsigned char>(text.front()) < 0x20 ? 4 : 1;
      text.remove_prefix(length == 0 ? 1 : length);
    }
    return width;
  }

  bare::Output& output_;
  bool is_styled_;
  std::size_t column_ = 0;
  bool is_first_ = true;
};

/// Every text in this file that is put together for one row lives in the arena.
struct Report {
  Arena& arena;
  Table& table;

  Text text(Text a, Text b, Text c = {}, Text d = {}) const { return bare::joined(arena, a, b, c, d); }
  Text number(std::uint64_t value) const { return bare::joined(arena, Digits(value), ""); }
};

void show_map(const Report& report, Text label, const List<IdMapEntry>& map) {
  report.table.row(label);
  if (map.is_empty()) {
    report.table.words("not shown here");
    return;
  }
  bool is_first = true;
  for (const IdMapEntry& entry : map) {
    if (entry.inside == 0 && entry.outside == 0 && entry.count == 0xFFFFFFFF) {
      report.table.words("the machine's own, not mapped");
      return;
    }
    const Text before = is_first ? "" : "· ";
    is_first = false;
    if (entry.count == 1) {
      report.table.word(report.text(before, report.number(entry.inside), " is ", report.number(entry.outside)));
    } else {
      const Text inside = report.text(before, report.number(entry.inside), "-", report.number(entry.inside + entry.count - 1));
      report.table.word(report.text(inside, " are ", report.number(entry.outside), report.text("-", report.number(entry.outside + entry.count - 1))));
    }
  }
  report.table.word("outside");
}

void show_identity(const Report& report) {
  const Identity identity = gather_identity(report.arena);
  report.table.row("user");
  report.table.word(report.text("uid ", report.number(identity.effective_user), ","));
  report.table.word(report.text("gid ", report.number(identity.effective_group), ","));
  if (identity.groups.is_empty()) {
    report.table.words("no other groups");
  } else {
    report.table.word("groups");
    for (const std::uint32_t group : identity.groups) report.table.word(report.number(group));
  }
  show_map(report, "user ids", identity.user_map);
  show_map(report, "group ids", identity.group_map);
}

void show_process(const Report& report) {
  const auto pid = static_cast<std::uint64_t>(call(SYS_getpid));
  report.table.row("process");
  report.table.word(report.text("pid ", report.number(pid), pid == 1 ? "," : ""));
  if (pid == 1) report.table.words("the first of its pid namespace");
  std::uint64_t count = 0;
  for (const bare::DirectoryEntry& entry : bare::list_directory(report.arena, "/proc")) {
    std::uint64_t other = 0;
    if (bare::parse_number(entry.name, other) && other != pid) ++count;
  }
  report.table.word(report.text("· ", count == 0 ? Text("no") : report.number(count), count == 1 ? " other process in sight" : " other processes in sight"));
}

void show_namespaces(const Report& report) {
  const List<Namespace> namespaces = gather_namespaces(report.arena);
  report.table.row("namespaces");
  bool is_any = false;
  const auto list = [&](Text title, Ownership wanted) {
    bool is_titled = false;
    for (const Namespace& entry : namespaces) {
      const bool is_for_children = entry.name == "pid_for_children" || entry.name == "time_for_children";
      if (entry.ownership != wanted || is_for_children) continue;
      if (!is_titled) report.table.word(report.text(is_any ? "· " : "", title));
      is_titled = true;
      is_any = true;
      report.table.word(entry.name);
    }
  };
  list("own:", Ownership::own);
  list("the machine's:", Ownership::of_the_machine);
  list("not shown:", Ownership::unknown);
}

void show_privileges(const Report& report, Text status) {
  const Privileges privileges = gather_privileges(report.arena, status);
  report.table.row("capabilities");
  const std::uint64_t effective = privileges.sets[0];
  report.table.word(report.text(report.number(bare::count_bits(effective)), " of ",
                                report.number(privileges.last_capability + 1U), effective == 0 ? "" : ":"));
  if (effective == sys::capabilities_up_to(privileges.last_capability)) {
    report.table.word("all");
  } else {
    for (unsigned number = 0; number < 64; ++number) {
      if (!sys::has_capability(effective, number)) continue;
      report.table.word(number < sys::capability_names.size() ? sys::capability_names[number] : report.number(number));
    }
  }
  if (effective == 0) {
    report.table.word(report.text("· a set-user-id program could get ", report.number(bare::count_bits(privileges.sets[3]))));
  }
  report.table.row("system calls");
  if (!privileges.is_seccomp_known) {
    report.table.words("filter not shown here");
  } else if (privileges.seccomp_mode == 0) {
    report.table.words("not filtered");
  } else {
    report.table.words("filtered by seccomp");
  }
  report.table.word(privileges.no_new_privileges == 1 ? "· no new privileges" : "· set-user-id programs work");
}

void show_files(const Report& report, const List<Mount>& mounts) {
  report.table.row("root");
  const Mount* root = nullptr;
  for (const Mount& mount : mounts) {
    if (mount.target == "/") root = &mount;
  }
  if (root == nullptr) {
    report.table.words("not shown here");
  } else {
    const bool is_read_only = has_option(root->options, "ro") || has_option(root->super_options, "ro");
    report.table.word(report.text(root->type, is_read_only ? ", read-only" : ", writable"));
  }
  report.table.row("mounts");
  constexpr std::size_t limit = 24;
  std::size_t shown = 0;
  for (const Mount& mount : mounts) {
    // what hides a path is listed below, under the word that says so
    const bool is_below_proc = bare::is_within(mount.target, "/proc") && mount.target != "/proc";
    if (mount.target == "/" || is_below_proc || bare::is_within(mount.target, "/sys/firmware")) continue;
    if (shown++ >= limit) continue;
    report.table.word(report.text(mount.target, has_option(mount.options, "ro") ? " (ro)" : ""));
  }
  if (shown > limit) report.table.word(report.text("and ", report.number(shown - limit), " more"));
  if (shown == 0) report.table.word("none");
  const List<KnownPath> paths = gather_known_paths(report.arena);
  const auto list = [&](Text label, PathState wanted) {
    report.table.row(label);
    bool is_any = false;
    for (const KnownPath& path : paths) {
      if (path.state != wanted) continue;
      is_any = true;
      report.table.word(path.path);
    }
    if (!is_any) report.table.word("nothing");
  };
  list("masked", PathState::masked);
  list("read-only", PathState::read_only);
  report.table.row("devices");
  std::size_t devices = 0;
  for (const Device& device : gather_devices(report.arena)) {
    if ((device.kind == "char" || device.kind == "block") && devices++ < limit) report.table.word(device.path);
  }
  if (devices > limit) report.table.word(report.text("and ", report.number(devices - limit), " more"));
  if (devices == 0) report.table.word("none");
}

Text limit_text(const Report& report, std::uint64_t value) {
  return value == ~std::uint64_t{0} ? Text("unlimited") : report.number(value);
}

void show_limits(const Report& report, const List<Mount>& mounts) {
  report.table.row("limits");
  const Cgroup cgroup = gather_cgroup(report.arena, mounts);
  for (const auto& [file, label] : {std::pair<Text, Text>{"memory.max", "memory "}, {"cpu.max", "cpu "}, {"pids.max", "processes "}}) {
    for (const CgroupLimit& limit : cgroup.limits) {
      if (limit.file != file) continue;
      const bool is_none = bare::starts_with(limit.value, "max");
      report.table.word(report.text(label, is_none ? Text("unlimited") : limit.value, ","));
    }
  }
  for (const ResourceLimit& limit : gather_resource_limits(report.arena)) {
    if (limit.name == "nofile") report.table.word(report.text("open files ", limit_text(report, limit.soft)));
  }
}

void show_network(const Report& report) {
  utsname names;
  report.table.row("hostname");
  report.table.word(call(SYS_uname, &names) == 0 ? Text(names.nodename) : Text("not known"));
  report.table.row("network");
  const Network network = gather_network(report.arena);
  constexpr std::size_t limit = 8;
  std::size_t shown = 0;
  for (const Interface& interface : network.interfaces) {
    if (shown++ >= limit) continue;
    report.table.word(report.text(shown > 1 ? "· " : "", interface.name, (interface.flags & IFF_UP) != 0 ? "" : " (down)"));
    for (const Address& address : network.addresses) {
      if (address.interface == interface.index) report.table.word(address.text);
    }
  }
  if (shown > limit) report.table.word(report.text("· and ", report.number(shown - limit), " more"));
  if (shown == 0) report.table.words(network.error == 0 ? "no interface" : "not shown here");
}

void show_start(const Report& report, const Program& program) {
  report.table.row("terminal");
  const winsize* size = nullptr;
  for (int i = 2; i >= 0; --i) {
    if (program.terminals.is_terminal[i]) size = &program.terminals.sizes[i];
  }
  if (size == nullptr) {
    report.table.word("none");
  } else {
    report.table.word(report.text(report.number(size->ws_col), " columns, ", report.number(size->ws_row), " rows"));
  }
  report.table.row("started in");
  char* cwd = static_cast<char*>(report.arena.take(4096));
  report.table.word(cwd != nullptr && call(SYS_getcwd, cwd, 4096) > 0 ? Text(cwd) : Text("a directory without a name"));
  std::uint64_t variables = 0;
  while (program.environment[variables] != nullptr) ++variables;
  report.table.word(report.text("with ", report.number(variables), " environment variables"));
  report.table.word("and descriptors");
  for (const Descriptor& descriptor : gather_descriptors(report.arena)) report.table.word(report.number(descriptor.number));
}

}  // namespace

void write_report(Arena& arena, const Program& program, bare::Output& output, bool is_styled) {
  if (is_styled) output.put("\033[1m");
  output.put("Hello from inside a container.");
  if (is_styled) output.put("\033[0m");
  output.put("\nThis is what the kernel shows to the program in it:\n\n");
  const Text status = bare::read_file(arena, "/proc/self/status").text;
  const List<Mount> mounts = gather_mounts(arena);
  Table table(output, is_styled);
  const Report report{arena, table};
  show_identity(report);
  show_process(report);
  show_namespaces(report);
  show_privileges(report, status);
  show_files(report, mounts);
  show_limits(report, mounts);
  show_network(report);
  show_start(report, program);
  table.finish();
  output.put("\nAll of it in full, for programs: skiff run --rm hello --json\n");
}

}  // namespace skiff::hello
