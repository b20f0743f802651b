#include <skiff/sys/idmap.hpp>

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/sys/account.hpp>
#include <skiff/sys/file.hpp>
#include <skiff/sys/namespace.hpp>
#include <skiff/sys/process.hpp>

#include "helper_program.hpp"

namespace skiff::sys {

namespace {

constexpr std::size_t max_ranges = 340;  // user_namespaces(7), since 4.15

Result<Helper> start_mapping(const std::string& path, pid_t target, const std::vector<IdRange>& ranges) {
  std::vector<std::string> words{path, std::to_string(target)};
  for (const IdRange& range : ranges) {
    words.push_back(std::to_string(range.inside));
    words.push_back(std::to_string(range.outside));
    words.push_back(std::to_string(range.count));
  }
  return start_helper(std::move(words), STDERR_FILENO);
}

/// A helper changes ids by its set-user-id bit or its file capabilities, which the kernel may leave out of account.
std::string why_helper_fails(const std::string& path) {
  if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1)
    return fmt::format("this process has no_new_privs, under which the kernel ignores the set-user-id bit of {}: start skiff without "
                       "it (in a systemd unit: NoNewPrivileges=no)", path);
  struct statvfs place {};
  if (statvfs(path.c_str(), &place) == 0 && (place.f_flag & ST_NOSUID) != 0)
    return fmt::format("the file system of {} is mounted nosuid, so that its set-user-id bit is ignored", path);
  return "the ranges of this user in /etc/subuid and /etc/subgid must exist and not overlap its own id";
}

Result<void> finish_mapping(const std::string& path, Helper helper) {
  const HelperEnd end = finish_helper(std::move(helper));
  if (end.is_success) return {};
  return std::unexpected(
      Error(ErrorKind::denied, fmt::format("{} failed: {}", path, base::escape_control(base::trim(end.words))))
          .with_hint(why_helper_fails(path)));
}

Result<void> write_map(pid_t target, const char* file, std::string_view text) {
  const std::string path = fmt::format("/proc/{}/{}", target, file);
  const Fd fd(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!fd.is_open()) return fail_errno(errno, "cannot open {}", path);
  auto written = write_all(fd, text);
  if (!written) return fail_with(std::move(written).error(), "cannot write {}", path);
  return {};
}

Result<void> write_maps(pid_t target, const IdMaps& maps) {
  if (maps.is_single()) {
    TRY(write_map(target, "setgroups", "deny"));
    TRY(write_map(target, "uid_map", fmt::format("{} {} 1", maps.users[0].inside, maps.users[0].outside)));
    return write_map(target, "gid_map", fmt::format("{} {} 1", maps.groups[0].inside, maps.groups[0].outside));
  }
  const std::string user_helper = find_helper("newuidmap");
  const std::string group_helper = find_helper("newgidmap");
  TRY_ASSIGN(Helper users, start_mapping(user_helper, target, maps.users));
  auto groups = start_mapping(group_helper, target, maps.groups);
  auto users_done = finish_mapping(user_helper, std::move(users));
  if (!groups) return std::unexpected(std::move(groups).error());
  TRY(finish_mapping(group_helper, *std::move(groups)));
  return users_done;
}

}  // namespace

std::vector<IdRange> subordinate_ranges(std::string_view file, const std::string& user, std::uint32_t id) {
  std::vector<IdRange> ranges;
  for (const std::string_view line : base::split(file, '\n')) {
    const auto fields = base::split(base::trim(line), ':');
    if (fields.size() != 3) continue;
    const bool is_named = !user.empty() && fields[0] == user;
    if (!is_named && base::parse_unsigned(fields[0]) != id) continue;
    const auto first = base::parse_unsigned(fields[1]);
    const auto count = base::parse_unsigned(fields[2]);
    constexpr std::uint64_t limit = 0xFFFFFFFF;
    if (!first || !count || *count == 0 || *first >= limit || *count > limit - *first) continue;
    ranges.push_back({0, static_cast<std::uint32_t>(*first), static_cast<std::uint32_t>(*count)});
  }
  return ranges;
}

std::vector<IdRange> map_of(std::uint32_t caller, const std::vector<IdRange>& subordinate) {
  std::vector<IdRange> map{{0, caller, 1}};
  std::uint32_t inside = 1;
  for (const IdRange& range : subordinate) {
    if (map.size() == max_ranges) break;
    const bool has_caller = caller >= range.outside && caller - range.outside < range.count;
    if (has_caller || range.count > 0xFFFFFFFE - inside) continue;
    map.push_back({inside, range.outside, range.count});
    inside += range.count;
  }
  return map;
}

IdRange free_range(std::string_view users, std::string_view groups) {
  constexpr std::uint64_t first = 100000;
  constexpr std::uint64_t count = 65536;
  std::uint64_t end = first;
  for (const std::string_view file : {users, groups}) {
    for (const std::string_view line : base::split(file, '\n')) {
      const auto fields = base::split(base::trim(line), ':');
      const auto start = fields.size() == 3 ? base::parse_unsigned(fields[1]) : std::nullopt;
      const auto size = fields.size() == 3 ? base::parse_unsigned(fields[2]) : std::nullopt;
      if (start && size && *start < 0xFFFFFFFF - count && *size < 0xFFFFFFFF - count - *start) end = std::max(end, *start + *size);
    }
  }
  return {0, static_cast<std::uint32_t>(end), static_cast<std::uint32_t>(count)};
}

std::string how_to_add_ids(std::string_view name) {
  const auto users = read_kernel_file("/etc/subuid");
  const auto groups = read_kernel_file("/etc/subgid");
  const IdRange range = free_range(users ? *users : "", groups ? *groups : "");
  const std::string ids = fmt::format("{}-{}", range.outside, range.outside + (range.count - 1));
  const bool has_helpers = !find_helper("newuidmap").empty() && !find_helper("newgidmap").empty();
  return fmt::format("{}sudo usermod --add-subuids {} --add-subgids {} {}",
                     has_helpers ? "" : "install newuidmap and newgidmap (package uidmap or shadow-utils), then ", ids, ids, name);
}

bool has_ranges(const std::vector<IdRange>& map, const std::vector<IdRange>& part) {
  return std::ranges::all_of(part, [&](const IdRange& wanted) {
    return std::ranges::any_of(map, [&](const IdRange& range) {
      return wanted.inside >= range.inside && wanted.outside - range.outside == wanted.inside - range.inside &&
             std::uint64_t{wanted.inside} + wanted.count <= std::uint64_t{range.inside} + range.count;
    });
  });
}

Result<IdMaps> own_id_maps() {
  const IdMaps single{{{0, getuid(), 1}}, {{0, getgid(), 1}}};
  if (find_helper("newuidmap").empty() || find_helper("newgidmap").empty()) return single;
  const auto user_file = read_kernel_file("/etc/subuid");
  const auto group_file = read_kernel_file("/etc/subgid");
  if (!user_file || !group_file) return single;
  // By number it is found in subuid(5) all the same.
  const std::string name = own_account().name;
  const IdMaps maps{map_of(getuid(), subordinate_ranges(*user_file, name, getuid())),
                    map_of(getgid(), subordinate_ranges(*group_file, name, getuid()))};
  if (maps.users.size() < 2 || maps.groups.size() < 2) return single;
  return maps;
}

Result<Fd> make_user_namespace(const IdMaps& maps) {
  TRY_ASSIGN(FdPair ready, make_pipe());
  TRY_ASSIGN(FdPair leave, make_pipe());
  TRY_ASSIGN(Process holder, fork_process());
  if (!holder.is_valid()) {
    // Holds the namespace until its maps stand and a descriptor of it is open.
    char byte = unshare(CLONE_NEWUSER) == 0 ? 0 : static_cast<char>(errno);
    leave.second.close();
    (void)!write(ready.second.get(), &byte, 1);
    (void)!read(leave.first.get(), &byte, 1);
    _exit(0);
  }
  ready.second.close();
  char byte = 0;
  TRY_ASSIGN(const std::size_t count, read_some(ready.first, std::span(&byte, 1)));
  if (count != 1 || byte != 0) {
    Error error(ErrorKind::denied, "cannot make a user namespace", count == 1 ? byte : EIO);
    return std::unexpected(std::move(error).with_hint(
        "the kernel may forbid it: see /proc/sys/user/max_user_namespaces and kernel.unprivileged_userns_clone"));
  }
  TRY(write_maps(holder.pid(), maps));
  TRY_ASSIGN(Fd descriptor, open_namespace(holder.pid(), "user"));
  leave.second.close();
  TRY(holder.wait());
  return descriptor;
}

}  // namespace skiff::sys
