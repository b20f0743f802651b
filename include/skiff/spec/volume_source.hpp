#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <skiff/base/result.hpp>
#include <skiff/spec/container_config.hpp>

namespace skiff::spec {

/// Options of a volume by their names: what `volume create -o KEY=VALUE` says, as docker and podman have it for the driver local.
using VolumeOptions = std::map<std::string, std::string>;

/// What a volume is made of.
struct VolumeSource {
  /// Kind volume: a directory of skiff's own. Kind bind: the folder `source` of the host. Kind tmpfs: memory. Without a destination.
  MountSpec mount = {.kind = MountKind::volume};
  std::optional<std::uint32_t> uid;  ///< owner, as the container sees it; none is its root
  std::optional<std::uint32_t> gid;
};

/// One KEY[=VALUE] of -o; of several values of a key the last counts. Errors: invalid (no such key).
Result<void> add_volume_option(VolumeOptions& options, std::string_view text);
/// The owner that --uid and --gid name: an id. Errors: invalid.
Result<std::uint32_t> parse_owner_id(std::string_view text);

/// What they say together. type=tmpfs, with mount options in o=; type=none (or bind) with o=bind and device=PATH; without a type a
/// directory, which has an owner (o=uid=N,gid=N) and nothing else. copy and nocopy are with each.
/// Errors: invalid; unsupported for other types, and for sizes of a directory.
Result<VolumeSource> parse_volume_source(const VolumeOptions& options);

}  // namespace skiff::spec
