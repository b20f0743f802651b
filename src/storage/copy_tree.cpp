#include <skiff/storage/copy_tree.hpp>

#include <cerrno>
#include <fcntl.h>
#include <map>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/sys/rooted.hpp>

namespace skiff::storage {

namespace {

constexpr int max_depth = 128;

/// One file on both sides.
struct Pair {
  const sys::Fd& from;
  const sys::Fd& to;
};

std::unexpected<Error> failed(std::string_view step, std::string_view name) {
  return fail_errno(errno, "cannot {} {}", step, base::escape_control(name));
}

Result<void> copy_content(const Pair& file, const std::string& name) {
  while (true) {
    ssize_t count = copy_file_range(file.from.get(), nullptr, file.to.get(), nullptr, std::size_t{1} << 30, 0);
    if (count < 0 && (errno == EXDEV || errno == EINVAL || errno == EOPNOTSUPP || errno == ENOSYS))
      count = sendfile(file.to.get(), file.from.get(), nullptr, std::size_t{1} << 30);
    if (count == 0) return {};
    if (count < 0 && errno != EINTR) return failed("copy", name);
  }
}

/// Overlay's own attributes stay behind; file capabilities and acls come along.
Result<void> copy_attributes(const Pair& file, const std::string& name) {
  std::string list(4096, '\0');
  const ssize_t size = flistxattr(file.from.get(), list.data(), list.size());
  if (size < 0) return errno == EOPNOTSUPP ? Result<void>() : failed("read the attributes of", name);
  std::string value(65536, '\0');
  for (const std::string_view attribute : base::split(std::string_view(list).substr(0, static_cast<std::size_t>(size)), '\0')) {
    if (attribute.empty() || attribute.starts_with("user.overlay.") || attribute.starts_with("trusted.")) continue;
    const std::string key(attribute);
    const ssize_t length = fgetxattr(file.from.get(), key.c_str(), value.data(), value.size());
    if (length < 0) continue;
    if (fsetxattr(file.to.get(), key.c_str(), value.data(), static_cast<std::size_t>(length), 0) != 0 &&
        errno != EOPNOTSUPP && errno != EPERM)
      return failed("set the attributes of", name);
  }
  return {};
}

class Copier {
 public:
  Result<void> copy_directory(const Pair& directory, const std::string& name, int depth) {
    if (depth > max_depth) return fail(ErrorKind::invalid, "more than {} levels of directories", max_depth);
    TRY_ASSIGN(const auto names, sys::list_directory(directory.from));
    for (const std::string& entry : names) TRY(copy_entry(directory, entry, depth));
    TRY_ASSIGN(const struct stat status, sys::stat_of(directory.from));
    TRY(copy_attributes(directory, name));
    return set_metadata(directory.to, status, name);
  }

 private:
  Result<void> copy_entry(const Pair& parent, const std::string& name, int depth) {
    TRY_ASSIGN(const struct stat status, sys::stat_at(parent.from, name));
    if (!S_ISDIR(status.st_mode) && status.st_nlink > 1) {
      const auto known = links_.find({status.st_dev, status.st_ino});
      if (known != links_.end()) {
        if (linkat(known->second.get(), "", parent.to.get(), name.c_str(), AT_EMPTY_PATH) == 0) return {};
        if (linkat(AT_FDCWD, sys::fd_path(known->second).c_str(), parent.to.get(), name.c_str(), AT_SYMLINK_FOLLOW) == 0)
          return {};
        return failed("link", name);
      }
    }
    if (S_ISDIR(status.st_mode)) return copy_child_directory(parent, name, depth);
    if (S_ISREG(status.st_mode)) return copy_regular(parent, name, status);
    if (S_ISLNK(status.st_mode)) return copy_link(parent, name, status);
    if (mknodat(parent.to.get(), name.c_str(), status.st_mode, status.st_rdev) != 0) return failed("make", name);
    if (fchownat(parent.to.get(), name.c_str(), status.st_uid, status.st_gid, AT_SYMLINK_NOFOLLOW) != 0)
      return failed("set the owner of", name);
    return sys::set_mode(parent.to, name, status.st_mode & 07777);
  }

  Result<void> copy_child_directory(const Pair& parent, const std::string& name, int depth) {
    if (mkdirat(parent.to.get(), name.c_str(), 0700) != 0) return failed("make directory", name);
    TRY_ASSIGN(const sys::Fd from, sys::open_directory_at(parent.from, name));
    TRY_ASSIGN(const sys::Fd to, sys::open_directory_at(parent.to, name));
    return copy_directory({from, to}, name, depth + 1);
  }

  Result<void> copy_regular(const Pair& parent, const std::string& name, const struct stat& status) {
    TRY_ASSIGN(const sys::Fd from, sys::open_in_root(parent.from, name, O_RDONLY | O_NONBLOCK, sys::Links::refused));
    TRY_ASSIGN(sys::Fd to, sys::open_in_root(parent.to, name, O_RDWR | O_CREAT | O_EXCL, sys::Links::refused, 0600));
    TRY(copy_content({from, to}, name));
    // The owner first: chown(2) takes set-user-ID bits and file capabilities away.
    if (fchown(to.get(), status.st_uid, status.st_gid) != 0) return failed("set the owner of", name);
    TRY(copy_attributes({from, to}, name));
    TRY(set_metadata(to, status, name));
    if (status.st_nlink > 1 && links_.size() < max_open_links)
      links_.emplace(std::pair(status.st_dev, status.st_ino), std::move(to));
    return {};
  }

  static Result<void> copy_link(const Pair& parent, const std::string& name, const struct stat& status) {
    std::string target(4096, '\0');
    const ssize_t length = readlinkat(parent.from.get(), name.c_str(), target.data(), target.size() - 1);
    if (length < 0) return failed("read link", name);
    target.resize(static_cast<std::size_t>(length));
    const timespec times[] = {status.st_atim, status.st_mtim};
    if (symlinkat(target.c_str(), parent.to.get(), name.c_str()) != 0 ||
        fchownat(parent.to.get(), name.c_str(), status.st_uid, status.st_gid, AT_SYMLINK_NOFOLLOW) != 0 ||
        utimensat(parent.to.get(), name.c_str(), times, AT_SYMLINK_NOFOLLOW) != 0)
      return failed("make link", name);
    return {};
  }

  static Result<void> set_metadata(const sys::Fd& file, const struct stat& status, const std::string& name) {
    const timespec times[] = {status.st_atim, status.st_mtim};
    if (fchown(file.get(), status.st_uid, status.st_gid) != 0 || fchmod(file.get(), status.st_mode & 07777) != 0 ||
        futimens(file.get(), times) != 0)
      return failed("set owner and mode of", name);
    return {};
  }

  /// Each open: beyond this many further links of a file become copies.
  static constexpr std::size_t max_open_links = 512;
  std::map<std::pair<dev_t, ino_t>, sys::Fd> links_;
};

}  // namespace

Result<void> copy_tree(const sys::Fd& from, const sys::Fd& to) { return Copier().copy_directory({from, to}, ".", 0); }

}  // namespace skiff::storage
