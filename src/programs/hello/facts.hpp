#pragma once

#include <cstdint>
#include <sys/ioctl.h>
#include <sys/utsname.h>

#include "bare/files.hpp"
#include "bare/memory.hpp"
#include "bare/text.hpp"

/// What the program sees of its surroundings, gathered for both the report and the JSON. A fact that this container
/// hides (no /proc, for example) is absent, never guessed.
namespace skiff::hello {

using bare::Arena;
using bare::List;
using bare::Text;

struct IdMapEntry {
  std::uint64_t inside = 0;
  std::uint64_t outside = 0;
  std::uint64_t count = 0;
};

struct Identity {
  std::uint32_t real_user = 0, effective_user = 0, saved_user = 0;
  std::uint32_t real_group = 0, effective_group = 0, saved_group = 0;
  List<std::uint32_t> groups;
  List<IdMapEntry> user_map, group_map;
  Text setgroups;  ///< "allow" or "deny"
};
Identity gather_identity(Arena& arena);

/// One line of /proc/self/status: the text after "Name:"; empty if it is not there.
Text status_field(Text status, Text name);

struct Privileges {
  static constexpr int set_count = 5;
  /// effective, permitted, inheritable, bounding, ambient
  std::uint64_t sets[set_count] = {};
  bool is_known[set_count] = {};
  unsigned last_capability = 0;
  long no_new_privileges = -1;  ///< 0, 1, or -errno
  long securebits = -1;
  long dumpable = -1;
  bool is_seccomp_known = false;
  std::uint64_t seccomp_mode = 0;  ///< 0 none, 1 strict, 2 filter
  bool is_filter_count_known = false;
  std::uint64_t seccomp_filters = 0;
  Text security_label;  ///< /proc/self/attr/current
};
inline constexpr Text capability_set_names[Privileges::set_count] = {"effective", "permitted", "inheritable", "bounding",
                                                                     "ambient"};
Privileges gather_privileges(Arena& arena, Text status);

enum class Ownership { own, of_the_machine, unknown };
struct Namespace {
  Text name;
  std::uint64_t inode = 0;  ///< 0: this kernel or container does not show it
  Ownership ownership = Ownership::unknown;
};
/// In the order of their names; with pid_for_children and time_for_children.
List<Namespace> gather_namespaces(Arena& arena);

struct Mount {
  std::uint64_t id = 0, parent = 0;
  Text device, root, target, options, optional, type, source, super_options;  ///< as in proc_pid_mountinfo(5)
};
List<Mount> gather_mounts(Arena& arena);
/// Is `word` one of comma-separated `options`?
bool has_option(Text options, Text word);
/// A path of mountinfo with its octal escapes undone.
Text unescaped(Arena& arena, Text text);

/// What has become of a path that containers usually hide or protect.
enum class PathState { absent, open, read_only, masked, unreadable };
struct KnownPath {
  Text path;
  PathState state = PathState::absent;
};
/// masked: /dev/null or an empty read-only directory lies over it.
List<KnownPath> gather_known_paths(Arena& arena);
Text path_state_name(PathState state);

struct Device {
  Text path;  ///< below /dev: "null", "pts/ptmx"
  Text kind;  ///< char, block, directory, link, fifo, socket, file
  std::uint32_t mode = 0, user = 0, group = 0, major = 0, minor = 0;
  Text target;  ///< of a link
};
List<Device> gather_devices(Arena& arena);

struct CgroupLimit {
  Text file;   ///< "memory.max"
  Text value;  ///< its text, "max" for none
};
struct Cgroup {
  Text paths;  ///< /proc/self/cgroup
  List<CgroupLimit> limits;
  bool is_writable = false;  ///< the mount at /sys/fs/cgroup
  bool is_mounted = false;
};
Cgroup gather_cgroup(Arena& arena, const List<Mount>& mounts);

struct Address {
  Text text;  ///< "127.0.0.1/8"
  std::uint32_t interface = 0;
};
struct Interface {
  Text name;
  std::uint32_t index = 0, flags = 0, mtu = 0;
  Text hardware_address;
};
struct Network {
  List<Interface> interfaces;
  List<Address> addresses;
  int error = 0;  ///< errno of the netlink socket
};
Network gather_network(Arena& arena);

struct ResourceLimit {
  Text name;
  std::uint64_t soft = 0, hard = 0;  ///< all ones: unlimited
};
List<ResourceLimit> gather_resource_limits(Arena& arena);

struct Descriptor {
  std::uint32_t number = 0;
  Text target;
  long flags = 0;  ///< F_GETFL
  bool is_close_on_exec = false;
};
List<Descriptor> gather_descriptors(Arena& arena);

/// Sizes of the terminals on descriptors 0 to 2, asked before anything else is done.
struct Terminals {
  winsize sizes[3] = {};
  bool is_terminal[3] = {};
};
Terminals ask_terminals();

struct Program {
  int argument_count;
  char** arguments;
  char** environment;
  Terminals terminals;
};

}  // namespace skiff::hello
