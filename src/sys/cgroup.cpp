#include <skiff/sys/cgroup.hpp>

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <linux/magic.h>
#include <poll.h>
#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/sys/file.hpp>
#include <skiff/sys/process.hpp>
#include <skiff/sys/rooted.hpp>

namespace skiff::sys {

namespace {

/// mountinfo writes space, tab, newline and backslash as \ooo.
std::string unescape_octal(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto is_octal = [&](std::size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '7'; };
    if (text[i] == '\\' && is_octal(i + 1) && is_octal(i + 2) && is_octal(i + 3)) {
      result += static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0'));
      i += 3;
    } else {
      result += text[i];
    }
  }
  return result;
}

struct OpenedMount {
  Fd fd;
  std::string root;
};

/// The usual places first: mountinfo of a busy machine has thousands of lines.
Result<std::optional<OpenedMount>> open_mount() {
  for (const char* place : {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"}) {
    Fd fd(open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd.is_open()) continue;
    const auto type = file_system_type(fd);
    if (type && *type == CGROUP2_SUPER_MAGIC) return OpenedMount{std::move(fd), "/"};
  }
  TRY_ASSIGN(const std::string text, read_kernel_file("/proc/self/mountinfo"));
  const auto mount = find_cgroup_mount(text);
  if (!mount) return std::optional<OpenedMount>();
  Fd fd(open(mount->point.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.is_open()) return std::optional<OpenedMount>();
  return OpenedMount{std::move(fd), mount->root};
}

Result<std::optional<Fd>> open_below(const Fd& mount, const std::string& path) {
  auto fd = open_in_root(mount, path, O_RDONLY | O_DIRECTORY, Links::refused);
  if (fd) return std::optional<Fd>(*std::move(fd));
  const int number = fd.error().errno_value();
  if (number == ENOENT || number == ENODEV) return std::optional<Fd>();
  return std::unexpected(std::move(fd).error());
}

Result<bool> is_populated(const Fd& events) {
  char buffer[256];
  const ssize_t count = pread(events.get(), buffer, sizeof buffer, 0);
  if (count < 0) {
    if (errno == ENODEV) return false;  // removed meanwhile
    return fail_errno(errno, "cannot read cgroup.events");
  }
  return std::string_view(buffer, static_cast<std::size_t>(count)).find("populated 1") != std::string_view::npos;
}

/// Before 5.14: each round signals all that are there; forks that slip through are met by the next one.
Result<void> kill_one_by_one(const Cgroup& cgroup) {
  for (int round = 0; round < 100; ++round) {
    const auto text = read_file(cgroup.directory, "cgroup.procs", std::size_t{1} << 20);
    // A cgroup that was removed meanwhile has no files: nothing is left to kill.
    if (!text && (text.error().kind() == ErrorKind::not_found || text.error().errno_value() == ENODEV)) return {};
    if (!text) return fail_with(text.error(), "cgroup {}", cgroup.path);
    bool is_empty = true;
    for (const std::string_view line : base::split(*text, '\n')) {
      const auto pid = base::parse_unsigned(line);
      if (!pid || *pid == 0) continue;
      is_empty = false;
      (void)::kill(static_cast<pid_t>(*pid), SIGKILL);
    }
    if (is_empty) return {};
    TRY_ASSIGN(const bool emptied, wait_until_empty(cgroup, std::chrono::milliseconds(20)));
    if (emptied) return {};
  }
  return fail(ErrorKind::in_use, "cgroup {}: its processes fork faster than they can be killed", cgroup.path);
}

Result<void> remove_below(const Fd& directory, int depth) {
  constexpr int max_depth = 64;
  if (depth > max_depth) return fail(ErrorKind::no_space, "nested more than {} deep", max_depth);
  TRY_ASSIGN(const auto names, list_directory(directory));
  for (const std::string& name : names) {
    const auto child = open_directory_at(directory, name);
    if (!child) continue;  // one of its files
    TRY(remove_below(*child, depth + 1));
    if (unlinkat(directory.get(), name.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT)
      return fail_errno(errno, "cannot remove {}", base::escape_control(name));
  }
  return {};
}

}  // namespace

std::optional<CgroupMount> find_cgroup_mount(std::string_view mountinfo) {
  for (const std::string_view line : base::split(mountinfo, '\n')) {
    // "36 35 98:0 ROOT POINT OPTIONS [tags] - TYPE SOURCE OPTIONS"
    const std::size_t dash = line.find(" - ");
    if (dash == std::string_view::npos || !line.substr(dash + 3).starts_with("cgroup2 ")) continue;
    const auto fields = base::split(line.substr(0, dash), ' ');
    if (fields.size() < 6) continue;
    return CgroupMount{unescape_octal(fields[4]), unescape_octal(fields[3])};
  }
  return std::nullopt;
}

std::optional<std::string> parse_own_cgroup(std::string_view text) {
  for (const std::string_view line : base::split(text, '\n')) {
    if (line.starts_with("0::/")) return std::string(line.substr(3));
  }
  return std::nullopt;
}

std::optional<std::string> path_below_root(std::string_view path, std::string_view root) {
  if (root == "/") return std::string(path);
  if (!path.starts_with(root)) return std::nullopt;
  const std::string_view rest = path.substr(root.size());
  if (rest.empty()) return "/";
  return rest.starts_with('/') ? std::optional<std::string>(rest) : std::nullopt;  // "/ab" is not below "/a"
}

Result<std::optional<CgroupHome>> own_cgroup() {
  TRY_ASSIGN(auto mount, open_mount());
  if (!mount) return std::optional<CgroupHome>();
  TRY_ASSIGN(const std::string text, read_kernel_file("/proc/self/cgroup"));
  auto path = parse_own_cgroup(text);
  if (!path) return std::optional<CgroupHome>();
  path = path_below_root(*path, mount->root);
  if (!path) return std::optional<CgroupHome>();
  TRY_ASSIGN(const auto own, open_below(mount->fd, *path));
  if (!own || faccessat(own->get(), ".", W_OK, AT_EACCESS) != 0 ||
      faccessat(own->get(), "cgroup.procs", W_OK, AT_EACCESS) != 0)
    return std::optional<CgroupHome>();
  return CgroupHome{std::move(mount->fd), *std::move(path)};
}

Result<Cgroup> make_cgroup(const CgroupHome& home, const std::string& name) {
  const std::string path = (home.path == "/" ? "" : home.path) + "/" + name;
  if (mkdirat(home.mount.get(), path.c_str() + 1, 0755) != 0) return fail_errno(errno, "cannot make cgroup {}", path);
  auto directory = open_directory_at(home.mount, path);
  if (!directory) return fail_with(std::move(directory).error(), "cgroup {}", path);
  return Cgroup{*std::move(directory), path};
}

Result<std::optional<Cgroup>> open_cgroup(const std::string& path) {
  TRY_ASSIGN(auto mount, open_mount());
  if (!mount) return std::optional<Cgroup>();
  TRY_ASSIGN(auto directory, open_below(mount->fd, path));
  if (!directory) return std::optional<Cgroup>();
  return Cgroup{*std::move(directory), path};
}

Result<void> kill_cgroup(const Cgroup& cgroup) {
  const Fd fd(openat(cgroup.directory.get(), "cgroup.kill", O_WRONLY | O_CLOEXEC));
  if (!fd.is_open()) {
    if (errno == ENOENT) return kill_one_by_one(cgroup);
    if (errno == ENODEV) return {};
    return fail_errno(errno, "cannot kill cgroup {}", cgroup.path);
  }
  if (write(fd.get(), "1", 1) != 1 && errno != ENODEV) return fail_errno(errno, "cannot kill cgroup {}", cgroup.path);
  return {};
}

Result<bool> wait_until_empty(const Cgroup& cgroup, std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  const Fd events(openat(cgroup.directory.get(), "cgroup.events", O_RDONLY | O_CLOEXEC));
  if (!events.is_open()) {
    if (errno == ENOENT || errno == ENODEV) return true;
    return fail_errno(errno, "cannot watch cgroup {}", cgroup.path);
  }
  while (true) {
    TRY_ASSIGN(const bool populated, is_populated(events));
    if (!populated) return true;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    if (left <= 0) return false;
    // The kernel holds a change back for 10 ms after the one before, and forgets it if the cgroup is removed meanwhile.
    constexpr long long look_again = 20;
    pollfd changed{events.get(), POLLPRI, 0};
    if (poll(&changed, 1, static_cast<int>(std::min<long long>(left, look_again))) < 0 && errno != EINTR)
      return fail_errno(errno, "cannot watch cgroup {}", cgroup.path);
  }
}

Result<void> remove_cgroup(const Cgroup& cgroup) {
  TRY_ASSIGN(const auto mount, open_mount());
  if (!mount) return {};
  // Most have no cgroups below: then one call does.
  if (unlinkat(mount->fd.get(), cgroup.path.c_str() + 1, AT_REMOVEDIR) == 0 || errno == ENOENT) return {};
  const auto removed = remove_below(cgroup.directory, 0);
  const int number = removed ? 0 : removed.error().errno_value();
  if (!removed && number != ENODEV && number != ENOENT)  // gone already
    return fail_with(removed.error(), "cgroup {}", cgroup.path);
  if (unlinkat(mount->fd.get(), cgroup.path.c_str() + 1, AT_REMOVEDIR) != 0 && errno != ENOENT)
    return fail_errno(errno, "cannot remove cgroup {}", cgroup.path);
  return {};
}

}  // namespace skiff::sys
