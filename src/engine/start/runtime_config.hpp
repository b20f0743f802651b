#pragma once

#include <string>

#include <skiff/base/result.hpp>
#include <skiff/spec/container_config.hpp>
#include <skiff/spec/oci_runtime.hpp>
#include <skiff/spec/user.hpp>

namespace skiff::engine {

/// What the runtime configuration needs beside the container's own: facts of this start.
struct RuntimeFacts {
  spec::User user;
  bool is_rootful = false;
  bool is_group_5_mapped = true;  ///< devpts' gid=5 (tty) exists in the user namespace
  std::uint32_t last_group = 0;   ///< of the groups that may use ping sockets, from 0 on
  std::uint32_t rows = 0;
  std::uint32_t columns = 0;
};

/// The OCI runtime configuration of a container, without its own mounts (volumes, binds, --tmpfs and the files of /etc),
/// which are added as detached mounts. Pure.
Result<spec::OciRuntimeConfig> make_runtime_config(const spec::ContainerConfig& config, const RuntimeFacts& facts);

/// Its --hostname, or the first 12 digits of its id.
std::string hostname_of(const spec::ContainerConfig& config);

/// The process part alone, for exec.
spec::OciRuntimeProcess make_exec_process(const spec::ContainerConfig& config, const spec::ExecConfig& request,
                                          const spec::User& user);

}  // namespace skiff::engine
