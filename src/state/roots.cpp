#include <skiff/state/roots.hpp>

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skiff/base/text.hpp>
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
  const std::string home = environment("HOME");
  if (home.empty())
    return std::unexpected(Error(ErrorKind::not_found, "no place for the store: neither XDG_DATA_HOME nor HOME is set")
                               .with_hint("give one with --root"));
  return store_path(home + "/.local/share/skiff", "HOME");
}

bool is_own_private_directory(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == geteuid() &&
         (status.st_mode & 0077) == 0;
}

Result<std::string> runroot_path(const RootOptions& options, bool is_rootful) {
  if (!options.runroot.empty()) return store_path(options.runroot, "--runroot");
  if (const std::string value = environment("SKIFF_RUNROOT"); !value.empty()) return store_path(value, "SKIFF_RUNROOT");
  if (is_rootful) return std::string("/run/skiff");
  const std::string runtime = environment("XDG_RUNTIME_DIR");
  if (runtime.starts_with('/') && is_own_private_directory(runtime))
    return store_path(runtime + "/skiff", "XDG_RUNTIME_DIR");
  const std::string by_uid = fmt::format("/run/user/{}", geteuid());
  if (is_own_private_directory(by_uid)) return by_uid + "/skiff";
  // The boot id makes the directory of an earlier boot another one, also where /tmp survives.
  TRY_ASSIGN(const sys::BootIdentity boot, sys::boot_identity());
  return fmt::format("/tmp/skiff-{}-{}", geteuid(), boot.boot_id);
}

Result<void> check_owner(const sys::Fd& fd, const std::string& path) {
  TRY_ASSIGN(const struct stat status, sys::stat_of(fd));
  if (status.st_uid != geteuid())
    return fail(ErrorKind::denied, "{} belongs to user {}", base::escape_control(path), status.st_uid);
  // What lies in it is trusted: sockets, hosts files. Nobody else may have put anything there.
  if ((status.st_mode & 0022) != 0)
    return fail(ErrorKind::denied, "{} may be written by others (mode {:o})", base::escape_control(path), status.st_mode & 07777U);
  return {};
}

Result<void> check_writable(const sys::Fd& fd, const std::string& path) {
  if (faccessat(fd.get(), ".", R_OK | W_OK | X_OK, AT_EACCESS) != 0)
    return fail_errno(errno, "{} is not writable", base::escape_control(path));
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
  auto root = open_or_make(roots.root_path);
  if (!root) return fail_with(std::move(root).error(), "the store");
  roots.root = *std::move(root);
  TRY_ASSIGN(const long type, sys::file_system_type(roots.root));
  if (const auto name = refused_file_system(type))
    return std::unexpected(Error(ErrorKind::unsupported,
                                 fmt::format("the store {} is on {}, where its locks do not hold",
                                             base::escape_control(roots.root_path), *name))
                               .with_hint("give a directory of a local file system with --root or SKIFF_ROOT"));
  if (auto checked = check_writable(roots.root, roots.root_path); !checked)
    return fail_with(std::move(checked).error(), "the store");
  auto runroot = open_or_make(roots.runroot_path);
  if (!runroot) return fail_with(std::move(runroot).error(), "the runtime directory");
  roots.runroot = *std::move(runroot);
  if (auto checked = check_owner(roots.runroot, roots.runroot_path); !checked)
    return fail_with(std::move(checked).error(), "the runtime directory");
  if (auto checked = check_writable(roots.runroot, roots.runroot_path); !checked)
    return fail_with(std::move(checked).error(), "the runtime directory");
  return roots;
}

}  // namespace skiff::state
