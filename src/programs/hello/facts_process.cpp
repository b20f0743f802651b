#include <cerrno>
#include <fcntl.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <skiff/sys/caps.hpp>

#include "facts.hpp"

namespace skiff::hello {

using bare::call;

namespace {

List<IdMapEntry> read_map(Arena& arena, Text path) {
  List<IdMapEntry> result;
  Text rest = bare::read_file(arena, path).text;
  while (!rest.empty()) {
    Text line = bare::take_until(rest, '\n');
    IdMapEntry entry;
    if (bare::parse_number(bare::take_word(line), entry.inside) && bare::parse_number(bare::take_word(line), entry.outside) &&
        bare::parse_number(bare::take_word(line), entry.count)) {
      result.add(arena, entry);
    }
  }
  return result;
}

}  // namespace

Identity gather_identity(Arena& arena) {
  Identity result;
  call(SYS_getresuid, &result.real_user, &result.effective_user, &result.saved_user);
  call(SYS_getresgid, &result.real_group, &result.effective_group, &result.saved_group);
  const long count = call(SYS_getgroups, 0, nullptr);
  if (count > 0) {
    auto* groups = static_cast<std::uint32_t*>(arena.take(static_cast<std::size_t>(count) * sizeof(std::uint32_t)));
    const long filled = groups == nullptr ? 0 : call(SYS_getgroups, count, groups);
    for (long i = 0; i < filled; ++i) result.groups.add(arena, groups[i]);
  }
  result.user_map = read_map(arena, "/proc/self/uid_map");
  result.group_map = read_map(arena, "/proc/self/gid_map");
  result.setgroups = bare::trimmed(bare::read_file(arena, "/proc/self/setgroups").text);
  return result;
}

Text status_field(Text status, Text name) {
  while (!status.empty()) {
    Text line = bare::take_until(status, '\n');
    if (bare::starts_with(line, name) && line.size() > name.size() && line[name.size()] == ':') {
      line.remove_prefix(name.size() + 1);
      return bare::trimmed(line);
    }
  }
  return {};
}

Privileges gather_privileges(Arena& arena, Text status) {
  Privileges result;
  // asked of the kernel itself, so that it is right without /proc as well
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2] = {};
  if (call(SYS_capget, &header, data) == 0) {
    const auto whole = [](std::uint32_t low, std::uint32_t high) { return std::uint64_t{high} << 32 | low; };
    result.sets[0] = whole(data[0].effective, data[1].effective);
    result.sets[1] = whole(data[0].permitted, data[1].permitted);
    result.sets[2] = whole(data[0].inheritable, data[1].inheritable);
    result.is_known[0] = result.is_known[1] = result.is_known[2] = true;
  }
  for (unsigned number = 0; number < 64; ++number) {
    const long is_bounding = call(SYS_prctl, PR_CAPBSET_READ, number, 0, 0, 0);
    if (is_bounding < 0) break;
    result.is_known[3] = true;
    result.last_capability = number;
    if (is_bounding > 0) result.sets[3] |= std::uint64_t{1} << number;
    const long is_ambient = call(SYS_prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, number, 0, 0);
    if (is_ambient >= 0) result.is_known[4] = true;
    if (is_ambient > 0) result.sets[4] |= std::uint64_t{1} << number;
  }
  result.no_new_privileges = call(SYS_prctl, PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
  result.securebits = call(SYS_prctl, PR_GET_SECUREBITS, 0, 0, 0, 0);
  result.dumpable = call(SYS_prctl, PR_GET_DUMPABLE, 0, 0, 0, 0);
  result.is_seccomp_known = bare::parse_number(status_field(status, "Seccomp"), result.seccomp_mode);
  result.is_filter_count_known = bare::parse_number(status_field(status, "Seccomp_filters"), result.seccomp_filters);
  result.security_label = bare::trimmed(bare::read_file(arena, "/proc/self/attr/current").text);
  return result;
}

List<ResourceLimit> gather_resource_limits(Arena& arena) {
  constexpr struct {
    int number;
    Text name;
  } known[] = {{RLIMIT_AS, "as"},           {RLIMIT_CORE, "core"},       {RLIMIT_CPU, "cpu"},
               {RLIMIT_DATA, "data"},       {RLIMIT_FSIZE, "fsize"},     {RLIMIT_LOCKS, "locks"},
               {RLIMIT_MEMLOCK, "memlock"}, {RLIMIT_MSGQUEUE, "msgqueue"}, {RLIMIT_NICE, "nice"},
               {RLIMIT_NOFILE, "nofile"},   {RLIMIT_NPROC, "nproc"},     {RLIMIT_RSS, "rss"},
               {RLIMIT_RTPRIO, "rtprio"},   {RLIMIT_RTTIME, "rttime"},   {RLIMIT_SIGPENDING, "sigpending"},
               {RLIMIT_STACK, "stack"}};
  List<ResourceLimit> result;
  for (const auto& limit : known) {
    std::uint64_t values[2] = {};
    if (call(SYS_prlimit64, 0, limit.number, nullptr, values) == 0) result.add(arena, {limit.name, values[0], values[1]});
  }
  return result;
}

List<Descriptor> gather_descriptors(Arena& arena) {
  List<Descriptor> result;
  const List<bare::DirectoryEntry> names = bare::list_directory(arena, "/proc/self/fd");
  for (const bare::DirectoryEntry& entry : names) {
    std::uint64_t number = 0;
    if (!bare::parse_number(entry.name, number)) continue;
    const long close_on_exec = call(SYS_fcntl, number, F_GETFD, 0);
    if (close_on_exec < 0) continue;  // the descriptor of the listing itself
    Descriptor descriptor;
    descriptor.number = static_cast<std::uint32_t>(number);
    descriptor.is_close_on_exec = (close_on_exec & FD_CLOEXEC) != 0;
    descriptor.flags = call(SYS_fcntl, number, F_GETFL, 0);
    descriptor.target = bare::read_link(arena, bare::joined(arena, "/proc/self/fd/", entry.name));
    result.add(arena, descriptor);
  }
  for (Descriptor* i = result.begin(); i != result.end(); ++i) {
    for (Descriptor* j = i; j != result.begin() && j[0].number < j[-1].number; --j) {
      const Descriptor moved = j[0];
      j[0] = j[-1];
      j[-1] = moved;
    }
  }
  return result;
}

Terminals ask_terminals() {
  Terminals result;
  for (int descriptor = 0; descriptor < 3; ++descriptor) {
    result.is_terminal[descriptor] = call(SYS_ioctl, descriptor, TIOCGWINSZ, &result.sizes[descriptor]) == 0;
  }
  return result;
}

}  // namespace skiff::hello
