#include <skiff/sys/tree_size.hpp>

#include <cerrno>
#include <fcntl.h>
#include <set>
#include <string>
#include <sys/stat.h>
#include <utility>
#include <vector>

#include <skiff/sys/rooted.hpp>

namespace skiff::sys {

namespace {

using FileId = std::pair<dev_t, ino_t>;

/// One directory on the way down: which it is, and which directories in it are still to be visited.
struct Level {
  FileId id;
  std::vector<std::string> left;
};

class TreeSize {
 public:
  Result<std::uint64_t> of(const Fd& root) {
    Fd here;
    TRY(enter(root, ".", here));
    while (!levels_.empty()) {
      Level& level = levels_.back();
      if (!level.left.empty()) {
        const std::string name = std::move(level.left.back());
        level.left.pop_back();
        TRY(enter(here, name, here));
        continue;
      }
      levels_.pop_back();
      if (levels_.empty()) break;
      // One descriptor is held, whatever the depth. A directory that was moved meanwhile has another one above it.
      Fd up(openat(here.get(), "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
      if (!up.is_open()) return fail_errno(errno, "cannot go up in a directory");
      TRY_ASSIGN(const struct stat status, stat_of(up));
      if (FileId(status.st_dev, status.st_ino) != levels_.back().id) return fail(ErrorKind::io, "it changes while it is counted");
      here = std::move(up);
    }
    return total_;
  }

 private:
  Result<void> enter(const Fd& parent, const std::string& name, Fd& here) {
    Fd directory(openat(parent.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!directory.is_open() && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP)) return {};
    if (!directory.is_open()) return fail_errno(errno, "cannot open a directory");
    TRY_ASSIGN(const struct stat own, stat_of(directory));
    if (!levels_.empty() && own.st_dev != levels_.front().id.first) return {};
    Level level{{own.st_dev, own.st_ino}, {}};
    TRY_ASSIGN(const auto names, list_directory(directory));
    for (const std::string& entry : names) {
      struct stat status {};
      if (fstatat(directory.get(), entry.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
        if (errno == ENOENT) continue;
        return fail_errno(errno, "cannot look at a file");
      }
      if (S_ISDIR(status.st_mode)) level.left.push_back(entry);
      if (S_ISREG(status.st_mode)) add(status);
    }
    levels_.push_back(std::move(level));
    here = std::move(directory);
    return {};
  }

  void add(const struct stat& status) {
    if (status.st_nlink > 1 && !linked_.emplace(status.st_dev, status.st_ino).second) return;
    total_ += static_cast<std::uint64_t>(status.st_size);
  }

  std::vector<Level> levels_;
  std::set<FileId> linked_;
  std::uint64_t total_ = 0;
};

}  // namespace

Result<std::uint64_t> tree_size(const Fd& root) { return TreeSize().of(root); }

}  // namespace skiff::sys
