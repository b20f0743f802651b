#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>

/// A directory of a store for objects on their way in (new-<key>) and out (trash-<key>). It is normally empty, so that looking
/// for leftovers costs one listing. Each entry is locked (flock(2)) by the process that works on it: the kernel frees the lock
/// of a killed one, in whatever pid namespace it was.
namespace skiff::sys {

/// What happens to what has the final name already.
enum class Existing { refused, replaced };

/// A file or directory that is made aside. Locked until it is published.
class AsideEntry {
 public:
  AsideEntry(AsideEntry&&) noexcept = default;
  AsideEntry& operator=(AsideEntry&&) = delete;
  /// Removes what was made, unless it was published. What cannot be removed is left to the next sweep.
  ~AsideEntry();

  const Fd& fd() const { return fd_; }
  /// Where it lies: for an owner that must remove it by other means first.
  const Fd& directory() const { return directory_; }
  const std::string& name() const { return name_; }
  /// Neither published nor moved from.
  bool is_pending() const { return directory_.is_open() && !name_.empty(); }
  /// Gives it its final name below `parent`, which must be there. Errors: exists, io.
  Result<void> publish(const Fd& parent, const std::string& path, Existing existing = Existing::refused);

 private:
  friend class Aside;
  AsideEntry(Fd directory, std::string name, Fd fd)
      : directory_(std::move(directory)), name_(std::move(name)), fd_(std::move(fd)) {}
  Fd directory_;
  std::string name_;  ///< "" once published
  Fd fd_;
};

class Aside {
 public:
  /// `parent` must outlive it; its directory `name` is made when something is put there.
  Aside(const Fd& parent, std::string name) : parent_(&parent), name_(std::move(name)) {}

  /// Make new-<key>. A key is used by one process only: it has random digits. Errors: exists, no_space, denied.
  Result<AsideEntry> make_directory(const std::string& key, mode_t mode) const;
  Result<AsideEntry> make_file(const std::string& key, mode_t mode) const;  ///< open for reading and writing

  /// Renames what has a final name below `from` to trash-<key>. Needs no space. Errors: not_found, io.
  Result<void> move_to_trash(const Fd& from, const std::string& path, const std::string& key) const;
  /// The keys of all trash. What is half made and has lost its maker is trash from then on, or gone at once.
  Result<std::vector<std::string>> list_trash() const;
  /// The right to delete trash, as long as the descriptor is open; nothing if another process is at it or has done it.
  Result<std::optional<Fd>> claim_trash(const std::string& key) const;
  /// Deletes trash as the caller, who has claimed it. Errors: denied where files belong to subordinate ids.
  Result<void> delete_trash(const std::string& key) const;
  /// Path of trash below the parent.
  std::string trash_path(const std::string& key) const { return name_ + "/trash-" + key; }
  const Fd& parent() const { return *parent_; }

 private:
  Result<Fd> open_or_make() const;
  const Fd* parent_;
  std::string name_;
};

}  // namespace skiff::sys
