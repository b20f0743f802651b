#pragma once

#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>

namespace skiff::sys {

/// Tells when a file in a directory was replaced (renamed over) or removed, or the directory itself moved: inotify(7).
class DirectoryWatch {
 public:
  /// Errors: no_space (the user's limit of inotify instances or watches).
  static Result<DirectoryWatch> make();
  enum class Changes {
    names,     ///< files replaced or removed
    contents,  ///< also files made or written to
  };
  /// Watches an opened directory, also under a later name. A number that names it in changed().
  Result<int> add(const Fd& directory, Changes changes = Changes::names);
  /// Readable when there is something to take.
  const Fd& fd() const { return fd_; }
  /// Numbers of the directories in which something happened since the last call; does not wait.
  Result<std::vector<int>> changed();

 private:
  explicit DirectoryWatch(Fd fd) : fd_(std::move(fd)) {}
  Fd fd_;
};

}  // namespace skiff::sys
