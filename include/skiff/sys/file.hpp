#pragma once

#include <string>
#include <string_view>

#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>

/// Small files of skiff's own, replaced whole.
namespace skiff::sys {

enum class Sync {
  no,   ///< survives the death of processes, not a power cut
  yes,  ///< fdatasync before the rename and fsync of the directory after it
};

/// Reads a whole file below one of skiff's own directories; no link is followed.
/// Errors: not_found, no_space (larger than `limit`), io.
Result<std::string> read_file(const Fd& directory, const std::string& name, std::size_t limit);

/// Writes a temporary file beside `name` and renames it over: a reader sees the old or the new text, never a part.
/// A full disk leaves the old file. Only one process at a time may replace a file: the temporary one is ".NAME.tmp", so that
/// what a killed process left is used again.
Result<void> replace_file(const Fd& directory, const std::string& name, std::string_view text, Sync sync,
                          mode_t mode = 0600);

/// Writes `name` in place: a reader, or a kill, may meet half of it.
Result<void> write_file(const Fd& directory, const std::string& name, std::string_view text, mode_t mode = 0600);

/// Syncs a directory, so that names made in it survive a power cut.
Result<void> sync_directory(const Fd& directory);

/// Reads a kernel file such as /proc/sys/… or /sys/… by a path that skiff itself made.
Result<std::string> read_kernel_file(const std::string& path);

}  // namespace skiff::sys
