#pragma once

#include <optional>
#include <string>

#include <skiff/base/result.hpp>
#include <skiff/sys/aside.hpp>
#include <skiff/sys/fd.hpp>

namespace skiff::state {

/// The two directories that hold all of skiff's state, opened once for a command.
/// ROOT (persistent) has images/ layers/ containers/ names/ volumes/ aside/; RUNROOT (gone with a boot) has containers/.
/// What lies below is made by the first command that needs it.
struct Roots {
  std::string root_path;     ///< absolute and clean
  std::string runroot_path;
  sys::Fd root;     ///< made with mode 0700 if missing
  sys::Fd runroot;  ///< the same; closed where it cannot be made (see `unwritable`)
  /// Why nothing can be changed here; commands that only read do without.
  std::optional<Error> unwritable;

  /// ROOT/aside: containers and volumes that are made or removed. A key is a container's id, or random digits with "volume-"
  /// before them.
  sys::Aside aside() const { return {root, "aside"}; }
};

/// Where the roots are: the flag, else SKIFF_ROOT / SKIFF_RUNROOT, else $XDG_DATA_HOME/skiff or ~/.local/share/skiff and
/// $XDG_RUNTIME_DIR/skiff (rootless), /var/lib/skiff and /run/skiff (root of the initial user namespace).
/// XDG_RUNTIME_DIR is used only if it belongs to the caller and is 0700; else /run/user/UID, else a directory in ROOT/run named
/// with machine and boot: there no other user can put one first, and it is found whatever the environment says.
/// Both must belong to the caller. Modes that let others in are put right where the directory has nothing but skiff's own.
/// Errors: denied (another's, or others may write there), unsupported (NFS), invalid (a relative path).
struct RootOptions {
  std::string root;     ///< --root, "" if not given
  std::string runroot;  ///< --runroot
};
Result<Roots> open_roots(const RootOptions& options);

/// RUNROOT by the path in a run's record, where that is another than this command's; nothing where it is the same, or the record
/// says none. Errors: not_found, denied (another's).
Result<std::optional<sys::Fd>> open_other_runroot(const Roots& roots, const std::string& path);

/// Whether this process is root of the initial user namespace: only that makes skiff "rootful" (never the uid alone).
bool is_initial_root();

/// Opens a directory below `parent`, a relative path of skiff's own of plain names, making what is missing with mode 0700.
Result<sys::Fd> open_or_make_directory(const sys::Fd& parent, const std::string& path);

}  // namespace skiff::state
