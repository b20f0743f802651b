#include <fcntl.h>

#include "facts.hpp"

namespace skiff::hello {

namespace {

/// Inodes of the namespaces that the machine started with (linux/proc_ns.h; mnt and net are fixed since 6.17 or so,
/// before that mnt is one of the first two numbers given out).
constexpr struct {
  Text name;
  std::uint64_t first, second;
} initial[] = {{"cgroup", 0xEFFFFFFB, 0}, {"ipc", 0xEFFFFFFF, 0},  {"mnt", 0xF0000000, 0xF0000001},
               {"net", 0xEFFFFFF9, 0},    {"pid", 0xEFFFFFFC, 0},  {"pid_for_children", 0xEFFFFFFC, 0},
               {"time", 0xEFFFFFFA, 0},   {"time_for_children", 0xEFFFFFFA, 0},
               {"user", 0xEFFFFFFD, 0},   {"uts", 0xEFFFFFFE, 0}};

std::uint64_t namespace_inode(Arena& arena, Text name) {
  Text target = bare::read_link(arena, bare::joined(arena, "/proc/self/ns/", name));
  bare::take_until(target, '[');
  std::uint64_t inode = 0;
  bare::parse_number(bare::take_until(target, ']'), inode);
  return inode;
}

Ownership owner_of(Text name, std::uint64_t inode, std::uint64_t first, std::uint64_t second) {
  if (inode == 0) return Ownership::unknown;
  // every inode below those given out at run time is one of the machine's own
  bool is_initial = inode == first || inode == second || inode < 0xF0000000;
  if (name == "net" && !is_initial) {
    // these settings exist in the machine's network namespace alone
    is_initial = bare::call(SYS_faccessat, AT_FDCWD, "/proc/sys/net/core/dev_weight", 0) == 0;
  }
  return is_initial ? Ownership::of_the_machine : Ownership::own;
}

}  // namespace

List<Namespace> gather_namespaces(Arena& arena) {
  List<Namespace> result;
  for (const auto& known : initial) {
    const std::uint64_t inode = namespace_inode(arena, known.name);
    result.add(arena, {known.name, inode, owner_of(known.name, inode, known.first, known.second)});
  }
  return result;
}

}  // namespace skiff::hello
