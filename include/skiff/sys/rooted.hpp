#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/stat.h>

#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>

/// Paths below a directory that is held open. What an image, a container, a volume or a build context can influence
/// is reached only through these functions: openat2(2) (5.6), never a joined string.
namespace skiff::sys {

/// Opens a directory of skiff's own by path (O_PATH unless `flags` says otherwise). Symbolic links are followed.
Result<Fd> open_directory(const std::string& path);
/// A directory below one of skiff's own, by a plain relative path that skiff made itself; no link is followed.
Result<Fd> open_directory_at(const Fd& parent, const std::string& name);

/// How links on the way are treated.
enum class Links {
  in_root,  ///< followed, with `root` as their "/" (RESOLVE_IN_ROOT): what the container would see
  refused,  ///< any link is an error (RESOLVE_NO_SYMLINKS)
};

/// openat2 below `root`. Magic links are never followed. `flags` are open(2)'s; O_CLOEXEC is added.
/// Errors: not_found, denied, io (ELOOP: a link where none may be).
Result<Fd> open_in_root(const Fd& root, const std::string& path, int flags, Links links = Links::in_root,
                        mode_t mode = 0);

/// Makes each missing directory of `path` below `root` (mode 0755, links resolved in root) and opens the last (O_PATH).
Result<Fd> make_directories_in_root(const Fd& root, const std::string& path, mode_t mode = 0755);

/// Removes what `name` in `parent` is, with all below it, without following links and without crossing into another
/// mount. Nothing there is no error. Errors: in_use (a mount was met), denied (needs the user namespace), io.
Result<void> remove_tree(const Fd& parent, const std::string& name);

/// chmod(2) of a file of any kind below `parent`, also one that may not be opened; a link on the way or in its place is
/// refused. Needs /proc.
Result<void> set_mode(const Fd& parent, const std::string& name, mode_t mode);

/// Names in a directory, without "." and "..", in no order.
Result<std::vector<std::string>> list_directory(const Fd& directory);

/// fstatat without following a last link. Errors: not_found, io.
Result<struct stat> stat_at(const Fd& parent, const std::string& name);
Result<struct stat> stat_of(const Fd& fd);

/// Whether `name` in `parent` still is what `held` was opened as: it may have been removed or replaced meanwhile.
/// What cannot be looked at is not. A last link is not followed.
bool is_at(const Fd& held, const Fd& parent, const std::string& name);

/// What kind of file system holds `fd` (statfs f_type).
Result<long> file_system_type(const Fd& fd);

}  // namespace skiff::sys
