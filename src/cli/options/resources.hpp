#pragma once

#include <skiff/spec/container_config.hpp>
#include <skiff/spec/ulimit.hpp>

#include "option.hpp"

namespace skiff::cli {

/// How much a container's processes may use; rows of spec::ProcessConfig.
inline constexpr std::array resource_options = {
    parsed<&spec::ProcessConfig::ulimits, spec::parse_ulimit>("ulimit", 0, "NAME=SOFT[:HARD]", "Set a limit of its processes"),
};

}  // namespace skiff::cli
