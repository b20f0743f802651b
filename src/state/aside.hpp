#pragma once

#include <string>

#include <skiff/base/result.hpp>
#include <skiff/state/roots.hpp>
#include <skiff/sys/lock.hpp>

/// ROOT/aside/: objects on their way in (new-<key>) and out (trash-<key>). <key> is a container's id, or a volume's name
/// with "volume-" before it.
namespace skiff::state {

/// A directory that is made aside. Whoever makes one holds aside/ shared, so that a sweep, which needs it alone for a
/// moment, knows that each new-… which it then sees has lost its maker.
class AsideDirectory {
 public:
  /// Makes aside/new-<key>. Errors: exists, no_space, denied, timed_out.
  static Result<AsideDirectory> make(const Roots& roots, const std::string& key);
  AsideDirectory(AsideDirectory&&) noexcept = default;
  AsideDirectory& operator=(AsideDirectory&&) noexcept = default;
  /// Removes what was made, unless it was published.
  ~AsideDirectory();

  const sys::Fd& directory() const { return directory_; }
  /// Gives it its final name below ROOT, where nothing may be. The parent must exist. Errors: exists, io.
  Result<void> publish(const std::string& final_path);

 private:
  AsideDirectory(const Roots& roots, std::string key, sys::FileLock lock)
      : roots_(&roots), key_(std::move(key)), lock_(std::move(lock)) {}
  const Roots* roots_;
  std::string key_;  ///< "" when there is nothing to remove
  sys::FileLock lock_;
  sys::Fd directory_;
};

/// Renames ROOT/<path> to aside/trash-<key>.
Result<void> move_to_trash(const Roots& roots, const std::string& path, const std::string& key);

}  // namespace skiff::state
