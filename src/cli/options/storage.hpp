#pragma once

#include <vector>

#include <skiff/spec/container_config.hpp>
#include <skiff/spec/byte_size.hpp>
#include <skiff/spec/mount_spec.hpp>

#include "option.hpp"

namespace skiff::cli {

/// A --volume and a --mount; a relative source is one of the current directory.
Result<spec::MountSpec> parse_volume_here(std::string_view text);
Result<spec::MountSpec> parse_mount_here(std::string_view text);

/// A --volumes-from: NAME[:ro|rw|z].
Result<std::string> parse_volumes_from(std::string_view text);

/// What a container's files are; rows of spec::ContainerConfig.
inline constexpr std::array storage_options = {
    parsed<&spec::ContainerConfig::mounts, parse_volume_here>("volume", 'v', "[SOURCE:]DIR[:OPTIONS]",
                                                              "Mount a host path or a named volume at DIR"),
    parsed<&spec::ContainerConfig::mounts, parse_mount_here>("mount", 0, "KEY=VALUE,...",
                                                             "Mount with type=bind, volume or tmpfs, source=, target=, readonly"),
    parsed<&spec::ContainerConfig::shm_size, spec::parse_byte_size>("shm-size", 0, "SIZE", "Size of /dev/shm (default: 64m)"),
    option<&spec::ContainerConfig::is_read_only>("read-only", 0, "", "Mount the root file system read-only"),
};

/// The row beside them, for a struct that keeps these mounts apart in `Member`: they come behind those of --volume.
template <auto Member>
inline constexpr std::array tmpfs_option = {
    parsed<Member, spec::parse_tmpfs>("tmpfs", 0, "DIR[:OPTIONS]", "Mount an empty file system in memory at DIR"),
};

}  // namespace skiff::cli
