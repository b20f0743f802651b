#pragma once

#include <skiff/spec/container_config.hpp>
#include <skiff/spec/namespace_use.hpp>

#include "option.hpp"

namespace skiff::cli {

Result<std::string> parse_hostname(std::string_view text);

/// How a container is seen from outside, and what it sees of it; rows of spec::ContainerConfig.
inline constexpr std::array network_options = {
    applied<&spec::ContainerConfig::network, spec::add_network>(
        "network", 0, "MODE", "Network: bridge (the default, which has only loopback yet), none, host or container:NAME"),
    parsed_unless_empty<&spec::ContainerConfig::hostname, parse_hostname>("hostname", 'h', "NAME", "Host name inside the container"),
};

}  // namespace skiff::cli
