#pragma once

#include <skiff/spec/container_config.hpp>

#include "option.hpp"

namespace skiff::cli {

Result<spec::LogDriver> parse_log_driver(std::string_view text);
/// One more --log-opt.
Result<void> set_log_option(spec::LogConfig& log, std::string_view text);

/// Where the output of a container is kept; rows of spec::LogConfig.
inline constexpr std::array log_driver_option = {
    parsed_unless_empty<&spec::LogConfig::driver, parse_log_driver>("log-driver", 0, "DRIVER", "Keep the output: k8s-file or none"),
};
/// Rows of spec::ContainerConfig.
inline constexpr auto logging_options = join_tables(
    within<&spec::ContainerConfig::log>(log_driver_option),
    std::array{applied<&spec::ContainerConfig::log, set_log_option>(
        "log-opt", 0, "NAME=VALUE", "Option of the log: max-size=SIZE turns to a new file at SIZE")});

}  // namespace skiff::cli
