#pragma once

#include <string_view>

#include <skiff/base/result.hpp>
#include <skiff/spec/container_config.hpp>

namespace skiff::spec {

/// One more --network: none, host, container:NAME, or the default network by one of its names (bridge, default, private).
/// `container` holds the name as typed until the engine puts the id there.
/// Errors: unsupported (any other value, with those that there are), invalid (no name, or two modes at once).
Result<void> add_network(NetworkUse& use, std::string_view text);

/// The text of --pid: private, host, container:NAME; as above.
Result<NamespaceUse> parse_namespace(std::string_view text);

/// The text of --ipc: that, shareable (the default: others may join it), private (none may) and none (that, and no /dev/shm).
Result<NamespaceUse> parse_ipc(std::string_view text);

}  // namespace skiff::spec
