#include <skiff/storage/copy_tree.hpp>

#include <cerrno>
#include <climits>
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

/// One file on both sides.
struct Pair {
  sys::Fd from;
  sys::Fd to;
};

/// Which file it is.
using Identity = std::pair<dev_t, ino_t>;
Identity identity_of(const struct stat& status) { return {status.st_dev, status.st_ino}; }

std::unexpected<Error> failed(std::string_view step, std::string_view name) {
  return fail_errno(errno, "cannot {} {}", step, base::escape_control(name, 200));
}

/// A part of a file's content: where it begins and ends.
struct Range {
  off_t begin;
  off_t end;
};

/// The next part from `at` on that is not a hole; none if only a hole is left.
Result<std::optional<Range>> next_data(const sys::Fd& file, off_t at, off_t size, const std::string& name) {
  const off_t begin = lseek(file.get(), at, SEEK_DATA);
  if (begin < 0 && errno == ENXIO) return std::optional<Range>();
  if (begin < 0 && errno != EINVAL && errno != EOPNOTSUPP) return failed("read", name);
  if (begin < 0) return std::optional(Range{at, size});  // a file system that knows no holes
  const off_t end = lseek(file.get(), begin, SEEK_HOLE);
  return std::optional(Range{begin, end < 0 ? size : end});
}

Result<void> copy_range(const Pair& file, Range range, const std::string& name) {
  constexpr off_t most_at_once = 64 << 20;  // a signal is heeded in between
  off_t to = range.begin;
  if (lseek(file.to.get(), to, SEEK_SET) < 0) return failed("copy", name);
  while (range.begin < range.end) {
    const auto count = static_cast<std::size_t>(std::min(range.end - range.begin, most_at_once));
    ssize_t copied = copy_file_range(file.from.get(), &range.begin, file.to.get(), nullptr, count, 0);
    if (copied < 0 && (errno == EXDEV || errno == EINVAL || errno == EOPNOTSUPP || errno == ENOSYS))
      copied = sendfile(file.to.get(), file.from.get(), &range.begin, count);
    if (copied == 0) return {};  // it has become shorter
    if (copied < 0 && errno != EINTR) return failed("copy", name);
  }
  return {};
}

class Copier {
 public:
  Copier(const sys::Fd& to, std::uint64_t most) : top_(to), most_(most), left_(most) {}

  Result<void> copy(const sys::Fd& from) {
    TRY_ASSIGN(here_.from, sys::open_directory_at(from, "."));
    TRY_ASSIGN(here_.to, sys::open_directory_at(top_, "."));
    TRY(push(0));
    while (true) {
      Level& level = levels_.back();
      if (!level.names.empty()) {
        const std::string name = std::move(level.names.back());
        level.names.pop_back();
        TRY(copy_entry(name));
        continue;
      }
      TRY(finish(here_, "directory " + (path_.empty() ? std::string(".") : path_)));
      if (levels_.size() == 1) return {};
      TRY(leave());
    }
  }

 private:
  /// A directory that is being copied.
  struct Level {
    std::vector<std::string> names;  ///< still to be copied
    Identity from, to;
    std::size_t path_size;  ///< of the parent's path
  };

  Result<void> push(std::size_t path_size) {
    Level level;
    TRY_ASSIGN(level.names, sys::list_directory(here_.from));
    TRY_ASSIGN(const struct stat from, sys::stat_of(here_.from));
    TRY_ASSIGN(const struct stat to, sys::stat_of(here_.to));
    level.from = identity_of(from);
    level.to = identity_of(to);
    level.path_size = path_size;
    levels_.push_back(std::move(level));
    return {};
  }

  Result<void> enter(const std::string& name) {
    if (mkdirat(here_.to.get(), name.c_str(), 0700) != 0) return failed("make directory", name);
    TRY_ASSIGN(here_.from, sys::open_directory_at(here_.from, name));
    TRY_ASSIGN(here_.to, sys::open_directory_at(here_.to, name));
    const std::size_t path_size = path_.size();
    path_ += (path_.empty() ? "" : "/") + name;
    return push(path_size);
  }

  /// Back up, where the level above must still be: a directory that is moved meanwhile must not lead out of the tree.
  Result<void> leave() {
    path_.resize(levels_.back().path_size);
    levels_.pop_back();
    TRY_ASSIGN(here_.from, open_parent(here_.from, levels_.back().from));
    TRY_ASSIGN(here_.to, open_parent(here_.to, levels_.back().to));
    return {};
  }

  static Result<sys::Fd> open_parent(const sys::Fd& directory, Identity wanted) {
    sys::Fd parent(openat(directory.get(), "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!parent.is_open()) return failed("open", "a directory");
    TRY_ASSIGN(const struct stat status, sys::stat_of(parent));
    if (identity_of(status) != wanted) return fail(ErrorKind::io, "a directory was moved while it was copied");
    return parent;
  }

  Result<void> take(std::uint64_t bytes) {
    if (bytes > left_) return fail(ErrorKind::no_space, "it is larger than {} MiB", most_ >> 20);
    left_ -= bytes;
    return {};
  }

  Result<void> copy_entry(const std::string& name) {
    TRY(take(copy_entry_cost));
    TRY_ASSIGN(const struct stat status, sys::stat_at(here_.from, name));
    if (S_ISDIR(status.st_mode)) return enter(name);
    if (status.st_nlink > 1) {
      TRY_ASSIGN(const bool is_linked, link_known(name, status));
      if (is_linked) return {};
    }
    if (S_ISREG(status.st_mode)) return copy_regular(name, status);
    if (S_ISLNK(status.st_mode)) return copy_link(name, status);
    if (mknodat(here_.to.get(), name.c_str(), status.st_mode, status.st_rdev) != 0) return failed("make", name);
    if (fchownat(here_.to.get(), name.c_str(), status.st_uid, status.st_gid, AT_SYMLINK_NOFOLLOW) != 0)
      return failed("set the owner of", name);
    return sys::set_mode(here_.to, name, status.st_mode & 07777);
  }

  /// A further name of a file that was copied before.
  Result<bool> link_known(const std::string& name, const struct stat& status) {
    const auto known = links_.find(identity_of(status));
    if (known == links_.end()) return false;
    TRY_ASSIGN(const sys::Fd file, sys::open_in_root(top_, known->second, O_PATH | O_NOFOLLOW, sys::Links::refused));
    if (linkat(file.get(), "", here_.to.get(), name.c_str(), AT_EMPTY_PATH) == 0) return true;
    if (linkat(AT_FDCWD, sys::fd_path(file).c_str(), here_.to.get(), name.c_str(), AT_SYMLINK_FOLLOW) == 0) return true;
    return failed("link", name);
  }

  /// By its path, so that no descriptor is held. What cannot be found again would be copied whole with each of its names.
  Result<void> remember(const std::string& name, const struct stat& status) {
    if (status.st_nlink < 2) return {};
    std::string path = path_.empty() ? name : path_ + "/" + name;
    if (path.size() >= PATH_MAX)
      return fail(ErrorKind::invalid, "{} has several names, and a path longer than {} bytes", base::escape_control(name, 200),
                  PATH_MAX - 1);
    links_.emplace(identity_of(status), std::move(path));
    return {};
  }

  Result<void> copy_regular(const std::string& name, const struct stat& status) {
    Pair file;
    TRY_ASSIGN(file.from, sys::open_in_root(here_.from, name, O_RDONLY | O_NONBLOCK, sys::Links::refused));
    TRY_ASSIGN(file.to, sys::open_in_root(here_.to, name, O_RDWR | O_CREAT | O_EXCL, sys::Links::refused, 0600));
    TRY(copy_content(file, status.st_size, name));
    TRY(finish(file, name));
    return remember(name, status);
  }

  Result<void> copy_content(const Pair& file, off_t size, const std::string& name) {
    for (off_t at = 0; at < size;) {
      TRY_ASSIGN(const auto data, next_data(file.from, at, size, name));
      if (!data) break;
      TRY(take(static_cast<std::uint64_t>(data->end - data->begin)));
      TRY(copy_range(file, *data, name));
      at = data->end;
    }
    if (ftruncate(file.to.get(), size) != 0) return failed("set the size of", name);  // a hole may be the end
    return {};
  }

  Result<void> copy_link(const std::string& name, const struct stat& status) {
    std::string target(PATH_MAX, '\0');
    const ssize_t length = readlinkat(here_.from.get(), name.c_str(), target.data(), target.size() - 1);
    if (length < 0) return failed("read link", name);
    target.resize(static_cast<std::size_t>(length));
    const timespec times[] = {status.st_atim, status.st_mtim};
    if (symlinkat(target.c_str(), here_.to.get(), name.c_str()) != 0 ||
        fchownat(here_.to.get(), name.c_str(), status.st_uid, status.st_gid, AT_SYMLINK_NOFOLLOW) != 0 ||
        utimensat(here_.to.get(), name.c_str(), times, AT_SYMLINK_NOFOLLOW) != 0)
      return failed("make link", name);
    return remember(name, status);
  }

  /// The owner first: chown(2) takes set-user-ID bits and file capabilities away.
  Result<void> finish(const Pair& file, const std::string& name) {
    TRY_ASSIGN(const struct stat status, sys::stat_of(file.from));
    const timespec times[] = {status.st_atim, status.st_mtim};
    if (fchown(file.to.get(), status.st_uid, status.st_gid) != 0 || fchmod(file.to.get(), status.st_mode & 07777) != 0)
      return failed("set owner and mode of", name);
    TRY(copy_attributes(file, name));
    if (futimens(file.to.get(), times) != 0) return failed("set the times of", name);
    return {};
  }

  /// Overlay's own attributes stay behind; file capabilities and acls come along.
  Result<void> copy_attributes(const Pair& file, const std::string& name) {
    const ssize_t size = flistxattr(file.from.get(), attributes_.data(), attributes_.size());
    if (size < 0) return errno == EOPNOTSUPP ? Result<void>() : failed("read the attributes of", name);
    for (const std::string_view attribute :
         base::split(std::string_view(attributes_).substr(0, static_cast<std::size_t>(size)), '\0')) {
      if (attribute.empty() || attribute.starts_with("user.overlay.") || attribute.starts_with("trusted.")) continue;
      const std::string key(attribute);
      const ssize_t length = fgetxattr(file.from.get(), key.c_str(), value_.data(), value_.size());
      if (length < 0) continue;
      if (fsetxattr(file.to.get(), key.c_str(), value_.data(), static_cast<std::size_t>(length), 0) != 0 &&
          errno != EOPNOTSUPP && errno != EPERM)
        return failed("set the attributes of", name);
    }
    return {};
  }

  const sys::Fd& top_;  ///< of the copy
  const std::uint64_t most_;
  std::uint64_t left_;
  Pair here_;
  std::string path_;  ///< of `here_`, below the top
  std::vector<Level> levels_;
  std::map<Identity, std::string> links_;  ///< a file of several names -> the path of its copy
  std::string attributes_ = std::string(65536, '\0');
  std::string value_ = std::string(65536, '\0');
};

}  // namespace

Result<void> copy_tree(const sys::Fd& from, const sys::Fd& to, std::uint64_t most) { return Copier(to, most).copy(from); }

}  // namespace skiff::storage
