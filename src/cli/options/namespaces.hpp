#pragma once

#include <skiff/spec/container_config.hpp>
#include <skiff/spec/namespace_use.hpp>

#include "option.hpp"

namespace skiff::cli {

/// What a container shares with the host or another container; rows of spec::ContainerConfig.
inline constexpr std::array namespace_options = {
    parsed_unless_empty<&spec::ContainerConfig::pid, spec::parse_namespace>(
        "pid", 0, "MODE", "Processes it sees: private, host or container:NAME"),
    parsed_unless_empty<&spec::ContainerConfig::ipc, spec::parse_ipc>(
        "ipc", 0, "MODE", "Shared memory: shareable, private, none, host or container:NAME"),
};

}  // namespace skiff::cli
