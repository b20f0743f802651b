#pragma once

#include <string>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/spec/container_config.hpp>
#include <skiff/spec/oci_runtime.hpp>
#include <skiff/sys/fd.hpp>

#include "context.hpp"

namespace skiff::engine {

/// Where --init's program is inside.
constexpr std::string_view init_path = "/dev/init";

/// A mount of the container whose source was made before: it is detached, and attached inside at `mount.destination`.
struct PreparedMount {
  spec::OciMount mount;
  sys::Fd source;
};

/// Where the mounts are prepared: inside U, in the private mount namespace where the container is born.
struct MountPlace {
  const Context& context;
  const sys::Fd& store;  ///< ROOT, opened in that mount namespace
  const sys::Fd& root;   ///< the container's root file system, not attached yet
};

/// /etc/hosts, /etc/hostname, /etc/resolv.conf and --init's program of one run, on a small tmpfs of its own: nothing of them
/// reaches the image's layers or the host's disk. `store`: as in MountPlace; no path leads into it afterwards.
Result<std::vector<PreparedMount>> prepare_identity_files(const sys::Fd& store, const spec::ContainerConfig& config,
                                                          const std::string& hostname, const std::string& name);
/// The binds, volumes (filled from the image where empty) and --tmpfs of a container, parents before children.
/// Errors: not_found (a source), denied, invalid (a place where skiff's own mounts are).
Result<std::vector<PreparedMount>> prepare_mounts(const MountPlace& place, const spec::ContainerConfig& config);

/// A detached copy of what process `pidfd` has mounted at `path`, taken inside its mount namespace.
Result<sys::Fd> copy_mount_of_process(const sys::Fd& pidfd, const std::string& path);

}  // namespace skiff::engine
