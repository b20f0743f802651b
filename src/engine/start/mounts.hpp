#pragma once

#include <string>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/spec/container_config.hpp>
#include <skiff/spec/oci_runtime.hpp>
#include <skiff/sys/fd.hpp>

#include "context.hpp"

namespace skiff::engine {

/// A mount of the container, attached inside at `mount.destination`.
struct PreparedMount {
  spec::OciMount mount;
  sys::Fd source;  ///< made before, detached; closed: the runtime makes it
};

/// Where the mounts are prepared: inside U, in the private mount namespace where the container is born.
struct MountPlace {
  const Context& context;
  const sys::Fd& store;  ///< ROOT, opened in that mount namespace
  const sys::Fd& root;   ///< the container's root file system, not attached yet
};

/// Whether a container has a mount of its user's at exactly this place.
bool has_mount_at(const spec::ContainerConfig& config, std::string_view destination);

/// The binds, volumes (filled from the image where empty) and --tmpfs of a container, as they were given.
/// Errors: not_found (a source), denied, invalid (a place where skiff's own mounts are), no_space.
Result<std::vector<PreparedMount>> prepare_mounts(const MountPlace& place, const spec::ContainerConfig& config);

/// With a root that is read-only programs still find the places that they expect to write, as podman gives them.
Result<std::vector<PreparedMount>> prepare_writable_places(const MountPlace& place, const spec::ContainerConfig& config);

/// Gives a mount that was made by another the attributes that `words` ("nosuid", "ro") stand for, and all that is below it.
Result<void> set_attributes(const sys::Fd& mount, const std::vector<std::string>& words);

/// A detached copy of what process `pidfd` has mounted at `path`, taken inside its mount namespace.
Result<sys::Fd> copy_mount_of_process(const sys::Fd& pidfd, const std::string& path);

}  // namespace skiff::engine
