#pragma once

#include <span>
#include <string_view>

#include <skiff/base/result.hpp>
#include <skiff/spec/container_config.hpp>

namespace skiff::spec {

/// The text of `-v`: [SOURCE:]DESTINATION[:OPTION,…]. A source that starts with "." or "/" is a host path (a relative one
/// is taken from `working_directory`), any other a volume's name; without a source the volume is anonymous.
/// Options: ro rw copy nocopy bind rbind [r]shared [r]slave [r]private [r]unbindable [no]exec [no]suid [no]dev z Z, and
/// cached, delegated and consistent, which change nothing on Linux.
/// Errors: invalid; unsupported for podman's words that this version lacks (U, O, idmap).
Result<MountSpec> parse_volume(std::string_view text, std::string_view working_directory);

/// The text of `--mount`: KEY=VALUE,… in any order, as docker and podman have them for type=bind, volume (the default) and
/// tmpfs. The source of a bind may be relative: it is left as it is.
/// Errors: invalid; unsupported for keys that this version lacks.
Result<MountSpec> parse_mount(std::string_view text);

/// The text of `--tmpfs`: DESTINATION[:OPTION,…]. Options: ro rw size=BYTES[kmgt%] mode=OCTAL uid=N gid=N nr_inodes=N
/// tmpcopyup notmpcopyup [no]exec [no]suid nodev and the propagation words. Errors: invalid.
Result<MountSpec> parse_tmpfs(std::string_view text);

/// Whether a mount shows devices of the host, which then work without the word "dev".
bool is_bind_of_devices(const MountSpec& mount);

/// Errors: invalid if two mounts have the same destination ("/data: duplicate mount destination").
Result<void> check_destinations(std::span<const MountSpec> mounts);

/// An absolute path without ".", "..", doubled and trailing slashes, by its text alone (as Go's filepath.Clean).
std::string clean_path(std::string_view path);

}  // namespace skiff::spec
