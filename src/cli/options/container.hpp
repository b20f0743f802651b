#pragma once

#include <string>
#include <vector>

#include <skiff/engine/container.hpp>
#include <skiff/spec/byte_size.hpp>
#include <skiff/spec/mount_spec.hpp>
#include <skiff/spec/namespace_use.hpp>
#include <skiff/spec/signal.hpp>
#include <skiff/spec/ulimit.hpp>

#include "label.hpp"
#include "process.hpp"
#include "registry.hpp"
#include "session.hpp"
#include "stop.hpp"

namespace skiff::cli {

/// What run and create say of a container: a request, but for what request_of() has to look up or put in order.
struct ContainerOptions {
  engine::ContainerRequest request;
  std::vector<std::string> env_files;
  std::vector<spec::MountSpec> tmpfs;  ///< behind those of --volume, in whatever order they were given
  bool is_quiet = false;
};

Result<std::string> parse_container_name(std::string_view text);
Result<std::string> parse_hostname(std::string_view text);
Result<std::vector<std::string>> parse_entrypoint(std::string_view text);
Result<spec::MountSpec> parse_volume_here(std::string_view text);
Result<spec::LogDriver> parse_log_driver(std::string_view text);
/// One more --log-opt.
Result<void> set_log_option(std::int64_t& max_size, std::string_view text);

namespace detail {

using Config = spec::ContainerConfig;
using Request = engine::ContainerRequest;

inline constexpr std::array config_options = {
    option<&Config::cidfile>("cidfile", 0, "FILE", "Write the container's id into a new FILE"),
    applied<&Config::labels, add_label>("label", 'l', "KEY[=VALUE]", "Put a label on the container"),
    option<&Config::is_auto_removed>("rm", 0, "", "Remove the container when it ends, with its anonymous volumes"),
    parsed<&Config::stop_timeout, parse_stop_timeout>("stop-timeout", 0, "SECONDS",
                                                      "Time between that and SIGKILL (default: 10; -1 for ever)"),
    parsed<&Config::hostname, parse_hostname>("hostname", 'h', "NAME", "Host name inside the container"),
    parsed<&Config::mounts, parse_volume_here>("volume", 'v', "[SOURCE:]DIR[:OPTIONS]",
                                               "Mount a host path or a named volume at DIR"),
    parsed<&Config::network, spec::parse_network>("network", 0, "MODE", "Network: none, host or container:NAME"),
    parsed<&Config::pid, spec::parse_namespace>("pid", 0, "MODE", "Processes it sees: private, host or container:NAME"),
    parsed<&Config::ipc, spec::parse_namespace>("ipc", 0, "MODE", "Shared memory: private, host or container:NAME"),
    parsed<&Config::log_driver, parse_log_driver>("log-driver", 0, "DRIVER", "Keep the output: k8s-file or none"),
    applied<&Config::log_max_size, set_log_option>("log-opt", 0, "NAME=VALUE",
                                                   "Option of the log: max-size=SIZE turns to a new file at SIZE"),
    option<&Config::has_init>("init", 0, "", "Run a small init that reaps what the program leaves behind"),
    option<&Config::is_read_only>("read-only", 0, "", "Mount the root file system read-only"),
};

inline constexpr std::array ulimit_option = {
    parsed<&spec::ProcessConfig::ulimits, spec::parse_ulimit>("ulimit", 0, "NAME=SOFT[:HARD]", "Set a limit of its processes"),
};

inline constexpr std::array request_options = {
    parsed<&Request::name, parse_container_name>("name", 0, "NAME", "Name the container"),
    parsed<&Request::entrypoint, parse_entrypoint>("entrypoint", 0, "PROGRAM",
                                                   "Run PROGRAM (or a JSON array) instead of the image's entrypoint"),
    parsed<&Request::stop_signal, spec::parse_signal>("stop-signal", 0, "SIGNAL", "Signal that `stop` sends first"),
    parsed<&Request::pull, parse_pull_policy>("pull", 0, "POLICY",
                                              "Fetch the image: always, missing, never or newer (default: missing)"),
};

inline constexpr std::array tmpfs_option = {
    parsed<&ContainerOptions::tmpfs, spec::parse_tmpfs>("tmpfs", 0, "DIR[:OPTIONS]", "Mount an empty file system in memory at DIR"),
};

}  // namespace detail

inline constexpr auto container_options = join_tables(
    within<&ContainerOptions::request>(detail::request_options),
    within<&ContainerOptions::request, &detail::Request::config>(detail::config_options),
    within<&ContainerOptions::request, &detail::Request::config, &detail::Config::process>(
        join_tables(process_options<spec::ProcessConfig>, detail::ulimit_option)),
    pull_options<&ContainerOptions::request, &detail::Request::pull_options>, detail::tmpfs_option,
    env_file_option<&ContainerOptions::env_files>, quiet_pull_option<&ContainerOptions::is_quiet>);

/// The request for image and command in the session's operands. Errors: invalid, not_found (an env file).
Result<engine::ContainerRequest> request_of(const ContainerOptions& options, const Session& session);

}  // namespace skiff::cli
