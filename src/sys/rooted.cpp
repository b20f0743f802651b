#include <skiff/sys/rooted.hpp>

#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <memory>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/sys/process.hpp>

namespace skiff::sys {

namespace {

int openat2_retrying(int directory, const char* path, int flags, mode_t mode, std::uint64_t resolve) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC);
  how.mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? mode : 0;
  how.resolve = resolve;
  // EAGAIN: a rename or mount elsewhere raced with "..", openat2(2); bounded so that a racing container cannot hold us.
  for (int attempt = 0;; ++attempt) {
    const long result = syscall(SYS_openat2, directory, path, &how, sizeof how);
    if (result >= 0 || (errno != EAGAIN && errno != EINTR) || attempt == 128) return static_cast<int>(result);
  }
}

}  // namespace

Result<Fd> open_directory(const std::string& path) {
  Fd fd(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.is_open()) return fail_errno(errno, "cannot open directory {}", base::escape_control(path));
  return fd;
}

Result<Fd> open_directory_at(const Fd& parent, const std::string& name) {
  return open_in_root(parent, name, O_RDONLY | O_DIRECTORY, Links::refused);
}

Result<Fd> open_in_root(const Fd& root, const std::string& path, int flags, Links links, mode_t mode) {
  const std::uint64_t resolve =
      RESOLVE_NO_MAGICLINKS | (links == Links::in_root ? RESOLVE_IN_ROOT : RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
  const char* relative = path.c_str();
  if (links == Links::refused)
    while (*relative == '/') ++relative;
  if (*relative == '\0') relative = ".";
  Fd fd(openat2_retrying(root.get(), relative, flags, mode, resolve));
  if (!fd.is_open()) return fail_errno(errno, "cannot open {}", base::escape_control(path));
  return fd;
}

Result<Fd> make_directories_in_root(const Fd& root, const std::string& path, mode_t mode) {
  TRY_ASSIGN(Fd current, open_in_root(root, ".", O_PATH | O_DIRECTORY));
  std::string walked;
  for (const std::string_view part : base::split(path, '/')) {
    if (part.empty() || part == ".") continue;
    walked += '/';
    walked += part;
    auto next = open_in_root(root, walked, O_PATH | O_DIRECTORY);
    if (!next && next.error().errno_value() == ENOENT) {
      // "current" is the resolved parent, so that a link on the way cannot lead out of root.
      if (part == ".." || (mkdirat(current.get(), std::string(part).c_str(), mode) != 0 && errno != EEXIST))
        return fail_errno(part == ".." ? EINVAL : errno, "cannot make directory {}", base::escape_control(walked));
      next = open_in_root(root, walked, O_PATH | O_DIRECTORY);
    }
    TRY_ASSIGN(current, std::move(next));
  }
  return current;
}

namespace {

struct Entry {
  std::string name;
  unsigned char type;  ///< DT_DIR and so on, getdents(2); DT_UNKNOWN from some file systems
};

/// What `readable` has, from its current offset on; without "." and "..".
Result<std::vector<Entry>> read_entries(const Fd& readable) {
  std::vector<Entry> entries;
  // On the heap: of a buffer on the stack each page is touched before its use (-fstack-clash-protection).
  constexpr std::size_t buffer_size = 32768;
  const auto buffer = std::make_unique_for_overwrite<char[]>(buffer_size);
  while (true) {
    const long count = syscall(SYS_getdents64, readable.get(), buffer.get(), buffer_size);
    if (count < 0) return fail_errno(errno, "cannot read a directory");
    if (count == 0) return entries;
    for (long at = 0; at < count;) {
      const auto* entry = reinterpret_cast<const dirent64*>(buffer.get() + at);
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") entries.push_back({std::string(name), entry->d_type});
      at += entry->d_reclen;
    }
  }
}

Result<bool> is_directory(const Fd& parent, const Entry& entry) {
  if (entry.type != DT_UNKNOWN) return entry.type == DT_DIR;
  TRY_ASSIGN(const struct stat status, stat_at(parent, entry.name));
  return S_ISDIR(status.st_mode);
}

}  // namespace

Result<std::vector<std::string>> list_directory(const Fd& directory) {
  const Fd readable(openat(directory.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!readable.is_open()) return fail_errno(errno, "cannot read a directory");
  TRY_ASSIGN(std::vector<Entry> entries, read_entries(readable));
  std::vector<std::string> names;
  names.reserve(entries.size());
  for (Entry& entry : entries) names.push_back(std::move(entry.name));
  return names;
}

namespace {

Result<void> remove_directory(const Fd& top, const Fd& parent, const std::string& name, int depth);

/// One pass over what a directory has. True if all of it was removed.
Result<bool> remove_entries(const Fd& top, const Fd& directory, int depth, bool& is_writable) {
  bool is_emptied = true;
  TRY_ASSIGN(const auto entries, read_entries(directory));
  for (const Entry& entry : entries) {
    auto is_below = is_directory(directory, entry);
    if (!is_below && is_below.error().errno_value() == ENOENT) continue;
    TRY(is_below);
    if (*is_below) {
      TRY(remove_directory(top, directory, entry.name, depth + 1));
      continue;
    }
    if (unlinkat(directory.get(), entry.name.c_str(), 0) == 0 || errno == ENOENT) continue;
    if (errno != EACCES || is_writable || fchmod(directory.get(), 0700) != 0)
      return fail_errno(errno, "cannot remove {}", base::escape_control(entry.name));
    is_writable = true;
    is_emptied = false;  // met again on the next pass
  }
  return is_emptied;
}

/// Empties the directory `name` of `parent`, then removes it. Depth is bounded by the descriptor limit; a tree deeper
/// than `max_depth` is flattened by moving the deep directory up to `top` first.
Result<void> remove_directory(const Fd& top, const Fd& parent, const std::string& name, int depth) {
  constexpr int max_depth = 200;
  if (depth > max_depth) {
    const std::string moved = ".deep-" + random_id().substr(0, 16);
    if (renameat(parent.get(), name.c_str(), top.get(), moved.c_str()) != 0)
      return fail_errno(errno, "cannot remove a deep directory");
    return {};
  }
  // RESOLVE_NO_XDEV: a bind mount left below must never have its source emptied.
  const int number = openat2_retrying(parent.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0,
                                      RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV);
  const int error = number < 0 ? errno : 0;
  if ((error == EACCES || error == EPERM) && set_mode(parent, name, 0700))
    return remove_directory(top, parent, name, depth + 1);
  if (error == ENOENT) return {};  // another remover was faster
  if (error != 0) return fail_errno(error, "cannot open directory {} to remove it", base::escape_control(name));
  const Fd directory(number);
  bool is_writable = false;
  for (int pass = 0; pass < 64; ++pass) {
    if (pass > 0 && lseek(directory.get(), 0, SEEK_SET) != 0) return fail_errno(errno, "cannot read a directory again");
    TRY_ASSIGN(const bool is_emptied, remove_entries(top, directory, depth, is_writable));
    if (!is_emptied) continue;
    if (unlinkat(parent.get(), name.c_str(), AT_REMOVEDIR) == 0 || errno == ENOENT) return {};
    if (errno != ENOTEMPTY) return fail_errno(errno, "cannot remove directory {}", base::escape_control(name));
  }
  return fail_errno(ENOTEMPTY, "directory {} is being filled", base::escape_control(name));
}

}  // namespace

Result<void> remove_tree(const Fd& parent, const std::string& name) {
  if (unlinkat(parent.get(), name.c_str(), 0) == 0 || errno == ENOENT) return {};
  if (errno != EISDIR && errno != EPERM) return fail_errno(errno, "cannot remove {}", base::escape_control(name));
  auto status = stat_at(parent, name);
  if (!status || !S_ISDIR(status->st_mode)) return fail_errno(EPERM, "cannot remove {}", base::escape_control(name));
  const Fd top(openat(parent.get(), name.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!top.is_open()) return fail_errno(errno, "cannot open {}", base::escape_control(name));
  return remove_directory(top, parent, name, 0);
}

Result<struct stat> stat_at(const Fd& parent, const std::string& name) {
  struct stat status {};
  if (fstatat(parent.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
    return fail_errno(errno, "cannot look at {}", base::escape_control(name));
  return status;
}

Result<struct stat> stat_of(const Fd& fd) {
  struct stat status {};
  if (fstat(fd.get(), &status) != 0) return fail_errno(errno, "cannot look at a file");
  return status;
}

bool is_at(const Fd& held, const Fd& parent, const std::string& name) {
  struct stat own {};
  struct stat placed {};
  return fstat(held.get(), &own) == 0 && fstatat(parent.get(), name.c_str(), &placed, AT_SYMLINK_NOFOLLOW) == 0 &&
         own.st_ino == placed.st_ino && own.st_dev == placed.st_dev;
}

Result<long> file_system_type(const Fd& fd) {
  struct statfs status {};
  if (fstatfs(fd.get(), &status) != 0) return fail_errno(errno, "cannot look at a file system");
  return status.f_type;
}

Result<void> set_mode(const Fd& parent, const std::string& name, mode_t mode) {
  // chmod(2) has no form that refuses links before fchmodat2 (6.6), and none for a descriptor that cannot be read.
  TRY_ASSIGN(const Fd file, open_in_root(parent, name, O_PATH | O_NOFOLLOW, Links::refused));
  if (chmod(fd_path(file).c_str(), mode) != 0) return fail_errno(errno, "cannot set the mode of {}", base::escape_control(name));
  return {};
}

}  // namespace skiff::sys
