#pragma once

#include <string>
#include <vector>

#include "mounts.hpp"

namespace skiff::engine {

/// What a run has for itself alone, on a small tmpfs of its own: nothing of it reaches the image's layers or the host's disk.
struct IdentityFiles {
  std::vector<PreparedMount> mounts;  ///< /etc/hosts, /etc/hostname, /etc/resolv.conf, and --init's program
  sys::Fd empty_directory;            ///< detached and read-only: hides directories
};

/// `store`: as in MountPlace; no path leads into it afterwards.
Result<IdentityFiles> prepare_identity_files(const sys::Fd& store, const spec::ContainerConfig& config,
                                             const std::string& hostname, const std::string& name);

/// Where --init's program is inside.
std::string init_path_of(const spec::ContainerConfig& config);

}  // namespace skiff::engine
