#pragma once

#include <skiff/base/result.hpp>
#include <skiff/spec/container_config.hpp>

namespace skiff::net {

/// Whether a container of this network has a network namespace of its own.
constexpr bool has_own_namespace(const spec::NetworkUse& network) {
  return network.mode == spec::NetworkMode::standard || network.mode == spec::NetworkMode::none;
}

/// The one entry point of a container's network. Runs in the launcher, inside the user namespace and the new network
/// namespace of the container, as soon as that is there (while the command still writes the record); host and container:
/// modes have nothing to do.
/// Every own network is loopback alone.
Result<void> attach(const spec::NetworkUse& network);

}  // namespace skiff::net
