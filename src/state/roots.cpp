#include <skiff/state/roots.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/sys/account.hpp>
#include <skiff/sys/process.hpp>
#include <skiff/sys/rooted.hpp>

#include "file_system.hpp"

namespace skiff::state {

std::optional<std::string_view> refused_file_system(long type) {
  switch (static_cast<unsigned long>(type) & 0xffffffffUL) {
    case 0x6969: return "NFS";
    case 0xfe534d42: return "SMB";
    case 0xff534d42: return "CIFS";
    case 0x5346414f: return "AFS";
    default: return std::nullopt;
  }
}

bool is_initial_root() {
  if (geteuid() != 0) return false;
  // PROC_USER_INIT_INO, fixed since Linux 3.8: a full identity map in uid_map can be had in a child namespace too.
  constexpr ino_t initial_user_namespace = 0xEFFFFFFD;
  struct stat status {};
  return stat("/proc/self/ns/user", &status) == 0 && status.st_ino == initial_user_namespace;
}

namespace {

std::string environment(const char* name) {
  const char* value = getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

/// Makes the missing directories of an absolute path and opens the last.
Result<sys::Fd> open_or_make(const std::string& path) {
  const auto try_open = [&] { return sys::Fd(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)); };
  sys::Fd fd = try_open();
  if (!fd.is_open() && errno == ENOENT) {
    for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
      const std::string part = path.substr(0, end);
      if (mkdir(part.c_str(), 0700) != 0 && errno != EEXIST) {
        // A parent that exists and may not be written gives EACCES or EROFS although nothing has to be made there.
        const int saved = errno;
        struct stat status {};
        if (stat(part.c_str(), &status) != 0) return fail_errno(saved, "cannot make directory {}", base::escape_control(part));
      }
      if (end == std::string::npos) break;
    }
    fd = try_open();
  }
  if (!fd.is_open()) return fail_errno(errno, "cannot open directory {}", base::escape_control(path));
  return fd;
}

/// Absolute, without "//", "." and a trailing slash. ".." is refused: with links in the path its text says nothing.
Result<std::string> store_path(std::string_view path, std::string_view flag) {
  if (!path.starts_with('/'))
    return fail(ErrorKind::invalid, "{} {}: not an absolute path", flag, base::escape_control(path));
  std::string clean;
  for (const std::string_view part : base::split(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part == "..") return fail(ErrorKind::invalid, "{} {}: \"..\" is not accepted", flag, base::escape_control(path));
    clean += '/';
    clean += part;
  }
  if (clean.empty()) return fail(ErrorKind::invalid, "{} {}: a directory below / is needed", flag, base::escape_control(path));
  return clean;
}

Result<std::string> root_path(const RootOptions& options, bool is_rootful) {
  if (!options.root.empty()) return store_path(options.root, "--root");
  if (const std::string value = environment("SKIFF_ROOT"); !value.empty()) return store_path(value, "SKIFF_ROOT");
  if (is_rootful) return std::string("/var/lib/skiff");
  if (const std::string value = environment("XDG_DATA_HOME"); !value.empty())
    return store_path(value + "/skiff", "XDG_DATA_HOME");
  std::string home = environment("HOME");
  if (home.empty()) home = sys::own_account().home;
  if (home.empty())
    return std::unexpected(Error(ErrorKind::not_found, "no place for the store: neither XDG_DATA_HOME nor HOME is set, and the password file has no home for this user")
                               .with_hint("give one with --root"));
  return store_path(home + "/.local/share/skiff", "HOME");
}

bool is_own_private_directory(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == geteuid() &&
         (status.st_mode & 0077) == 0;
}

/// "" for one below ROOT.
Result<std::string> runroot_path(const RootOptions& options, bool is_rootful) {
  if (!options.runroot.empty()) return store_path(options.runroot, "--runroot");
  if (const std::string value = environment("SKIFF_RUNROOT"); !value.empty()) return store_path(value, "SKIFF_RUNROOT");
  if (is_rootful) return std::string("/run/skiff");
  const std::string runtime = environment("XDG_RUNTIME_DIR");
  if (runtime.starts_with('/') && is_own_private_directory(runtime))
    return store_path(runtime + "/skiff", "XDG_RUNTIME_DIR");
  const std::string by_uid = fmt::format("/run/user/{}", geteuid());
  return is_own_private_directory(by_uid) ? by_uid + "/skiff" : std::string();
}

/// Each boot has another one; those of earlier boots of this machine go.
Result<sys::Fd> open_runroot_in_root(Roots& roots) {
  TRY_ASSIGN(const sys::BootIdentity boot, sys::boot_identity());
  const std::string machine = boot.machine_id + "-";
  const std::string name = machine + boot.boot_id;
  roots.runroot_path = fmt::format("{}/run/{}", roots.root_path, name);
  auto opened = sys::open_directory_at(roots.root, "run/" + name);
  if (opened || opened.error().errno_value() != ENOENT) return opened;
  opened = open_or_make_directory(roots.root, "run/" + name);
  if (!opened) return opened;
  TRY_ASSIGN(const sys::Fd all, sys::open_directory_at(roots.root, "run"));
  TRY_ASSIGN(const auto names, sys::list_directory(all));
  for (const std::string& other : names)
    if (other.starts_with(machine) && other != name) (void)sys::remove_tree(all, other);
  return opened;
}

/// Whether a name in ROOT or RUNROOT is of skiff's making, or of the file system's. What skiff makes there is listed here: a
/// directory with an unlisted name is left open to others where ROOT itself is.
bool is_own_name(std::string_view name) {
  constexpr std::string_view directories[] = {"aside", "build", "containers", "images", "layers", "names", "networks", "run",
                                              "secrets", "volumes", "events", "lost+found"};
  constexpr std::string_view files[] = {"id-map.json", ".id-map.json.tmp", "no-subordinate-ids"};
  return std::ranges::find(directories, name) != std::end(directories) || std::ranges::find(files, name) != std::end(files) ||
         name.starts_with("user-namespace.");
}

/// Whether another user has made one of skiff's directories, before this one did.
Result<void> check_owners(const sys::Fd& fd, const std::string& path) {
  TRY_ASSIGN(const auto names, sys::list_directory(fd));
  for (const std::string& name : names) {
    if (!is_own_name(name) || name == "lost+found") continue;
    const auto entry = sys::stat_at(fd, name);
    if (!entry || entry->st_uid == geteuid() || entry->st_uid == 0) continue;
    return std::unexpected(Error(ErrorKind::denied, fmt::format("{} has {} of user {}", base::escape_control(path),
                                                                base::escape_control(name), entry->st_uid))
                               .with_hint("others could write there: remove it, or give another directory"));
  }
  return {};
}

/// Directories of skiff's that others may enter.
Result<void> close_own_directories(const sys::Fd& fd) {
  TRY_ASSIGN(const auto names, sys::list_directory(fd));
  for (const std::string& name : names) {
    const auto entry = sys::stat_at(fd, name);
    const bool is_open = entry && S_ISDIR(entry->st_mode) && (entry->st_mode & 0077) != 0 && entry->st_uid == geteuid();
    if (is_open && is_own_name(name)) TRY(sys::set_mode(fd, name, 0700));
  }
  return {};
}

/// What lies in a root is trusted, and other users have no business there: not in layers, whose set-user-id files they could
/// run, nor at a socket.
Result<void> make_private(const sys::Fd& fd, const std::string& path) {
  TRY_ASSIGN(const struct stat status, sys::stat_of(fd));
  if (status.st_uid != geteuid())
    return fail(ErrorKind::denied, "{} belongs to user {}", base::escape_control(path), status.st_uid);
  if ((status.st_mode & 0077) == 0) return {};
  TRY_ASSIGN(const auto names, sys::list_directory(fd));
  const bool is_own = (status.st_mode & S_ISVTX) == 0 && std::ranges::all_of(names, is_own_name);
  // Before too: a command that is killed between the two would leave what looks like a directory that was looked at.
  TRY(check_owners(fd, path));
  const bool is_closed = is_own && fchmod(fd.get(), 0700) == 0;
  if (!is_closed && (status.st_mode & 0022) != 0)
    return std::unexpected(Error(ErrorKind::denied, fmt::format("{} may be written by others (mode {:o})", base::escape_control(path),
                                                                status.st_mode & 07777U))
                               .with_hint("give a directory of its own"));
  // Not before it was closed: nothing comes in after the look.
  if (auto checked = check_owners(fd, path); !checked) {
    if (is_closed) (void)fchmod(fd.get(), status.st_mode & 07777U);  // else the next command would take it for looked at
    return checked;
  }
  // If it has other things of its owner's, their mode, and its own, are theirs to say.
  return close_own_directories(fd);
}

std::optional<Error> why_unwritable(const sys::Fd& fd, const std::string& path) {
  if (faccessat(fd.get(), ".", R_OK | W_OK | X_OK, AT_EACCESS) == 0) return std::nullopt;
  return Error(base::kind_of_errno(errno), fmt::format("{} is not writable", base::escape_control(path)), errno);
}

Result<void> open_root(Roots& roots) {
  auto opened = open_or_make(roots.root_path);
  if (!opened) return std::unexpected(std::move(opened).error().with_hint("--root DIR or SKIFF_ROOT=DIR puts it elsewhere"));
  roots.root = *std::move(opened);
  TRY_ASSIGN(const long type, sys::file_system_type(roots.root));
  if (const auto name = refused_file_system(type))
    return std::unexpected(
        Error(ErrorKind::unsupported, fmt::format("{} is on {}, where its locks do not hold", base::escape_control(roots.root_path), *name))
            .with_hint("give a directory of a local file system with --root or SKIFF_ROOT"));
  TRY(make_private(roots.root, roots.root_path));
  roots.unwritable = why_unwritable(roots.root, roots.root_path);
  return {};
}

Result<void> open_runroot(Roots& roots) {
  auto opened = roots.runroot_path.empty() ? open_runroot_in_root(roots) : open_or_make(roots.runroot_path);
  if (!opened) {
    if (!roots.unwritable) roots.unwritable = std::move(opened).error();
    return {};
  }
  roots.runroot = *std::move(opened);
  TRY(make_private(roots.runroot, roots.runroot_path));
  if (!roots.unwritable) roots.unwritable = why_unwritable(roots.runroot, roots.runroot_path);
  return {};
}

}  // namespace

Result<sys::Fd> open_or_make_directory(const sys::Fd& parent, const std::string& path) {
  auto opened = sys::open_directory_at(parent, path);
  if (opened || opened.error().errno_value() != ENOENT) return opened;
  for (std::size_t end = path.find('/');; end = path.find('/', end + 1)) {
    const std::string part = path.substr(0, end);
    if (mkdirat(parent.get(), part.c_str(), 0700) != 0 && errno != EEXIST)
      return fail_errno(errno, "cannot make directory {}", part);
    if (end == std::string::npos) break;
  }
  return sys::open_directory_at(parent, path);
}

Result<Roots> open_roots(const RootOptions& options) {
  const bool is_rootful = is_initial_root();
  Roots roots;
  TRY_ASSIGN(roots.root_path, root_path(options, is_rootful));
  TRY_ASSIGN(roots.runroot_path, runroot_path(options, is_rootful));
  if (auto opened = open_root(roots); !opened) return fail_with(std::move(opened).error(), "the store");
  if (roots.unwritable) roots.unwritable->add_context("the store");
  if (auto opened = open_runroot(roots); !opened) return fail_with(std::move(opened).error(), "the runtime directory");
  return roots;
}

Result<std::optional<sys::Fd>> open_other_runroot(const Roots& roots, const std::string& path) {
  if (path.empty() || path == roots.runroot_path) return std::optional<sys::Fd>();
  TRY_ASSIGN(sys::Fd other, sys::open_directory(path));
  if (auto checked = make_private(other, path); !checked) return fail_with(std::move(checked).error(), "the runtime directory");
  return std::optional<sys::Fd>(std::move(other));
}

}  // namespace skiff::state
