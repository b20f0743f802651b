#pragma once

#include <optional>
#include <string>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/state/roots.hpp>
#include <skiff/sys/lock.hpp>

/// ROOT/aside/: objects on their way in (new-<key>) and out (trash-<key>). <key> is a container's id, or random digits with
/// "volume-" before them. It is normally empty, so that looking for leftovers costs one listing of it.
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

/// What is no longer an object there, and what never became one.
class Aside {
 public:
  explicit Aside(const Roots& roots) : roots_(&roots) {}

  /// Renames ROOT/<path> to aside/trash-<key>. Needs no space. Errors: not_found, io.
  Result<void> discard(const std::string& path, const std::string& key) const;
  /// The keys of all trash. What is half made and has lost its maker is trash from then on.
  Result<std::vector<std::string>> sweep() const;
  /// The right to remove trash; nothing if another process is at it or has done it.
  Result<std::optional<sys::FileLock>> take(const std::string& key) const;
  /// Removes trash as the caller, who has taken it. Errors: denied where files belong to subordinate ids (then storage's
  /// worker removes path_of() inside U).
  Result<void> empty(const std::string& key) const;
  /// Path of trash below ROOT.
  static std::string path_of(const std::string& key) { return "aside/trash-" + key; }

 private:
  const Roots* roots_;
};

}  // namespace skiff::state
