#pragma once

#include <string>
#include <vector>

#include <skiff/engine/container.hpp>
#include <skiff/spec/signal.hpp>

#include "label.hpp"
#include "logging.hpp"
#include "namespaces.hpp"
#include "network.hpp"
#include "process.hpp"
#include "registry.hpp"
#include "resources.hpp"
#include "session.hpp"
#include "stop.hpp"
#include "storage.hpp"

namespace skiff::cli {

/// What run and create say of a container: a request, but for what request_of() has to look up or put in order.
struct ContainerOptions {
  engine::ContainerRequest request;
  std::vector<std::string> env_files;
  std::vector<spec::MountSpec> tmpfs;
  bool is_quiet = false;
};

Result<std::string> parse_container_name(std::string_view text);
Result<std::vector<std::string>> parse_entrypoint(std::string_view text);

namespace detail {

using Config = spec::ContainerConfig;
using Request = engine::ContainerRequest;

/// In lower case. Errors: invalid.
Result<std::string> parse_stream(std::string_view text);

/// What the container is called, and how it lives and ends.
inline constexpr std::array life_options = {
    parsed<&Config::attached, parse_stream>("attach", 'a', "STREAM",
                                            "Attach to these streams of it alone: stdin, stdout, stderr (default: all)"),
    option<&Config::cidfile>("cidfile", 0, "FILE", "Write the container's id into a new FILE"),
    applied<&Config::labels, add_label>("label", 'l', "KEY[=VALUE]", "Put a label on the container"),
    option<&Config::is_auto_removed>("rm", 0, "", "Remove the container when it ends, with its anonymous volumes"),
    parsed_unless_empty<&Config::stop_signal, spec::parse_signal>("stop-signal", 0, "SIGNAL", "Signal that `stop` sends first"),
    parsed<&Config::stop_timeout, parse_stop_timeout>("stop-timeout", 0, "SECONDS",
                                                      "Time between that and SIGKILL (default: 10; -1 for ever)"),
    option<&Config::has_init>("init", 0, "", "Run a small init that reaps what the program leaves behind"),
};

inline constexpr std::array entrypoint_option = {
    parsed<&spec::ProcessConfig::entrypoint, parse_entrypoint>(
        "entrypoint", 0, "PROGRAM", "Run PROGRAM (or a JSON array) instead of the image's entrypoint"),
};

inline constexpr std::array request_options = {
    parsed_unless_empty<&Request::name, parse_container_name>("name", 0, "NAME", "Name the container"),
    option<&Request::is_replacing>("replace", 0, "", "Remove a container that has this name first"),
    parsed_unless_empty<&Request::pull, parse_pull_policy>(
        "pull", 0, "POLICY", "Fetch the image: always, missing, never or newer (default: missing)"),
    parsed<&Request::volumes_from, parse_volumes_from>("volumes-from", 0, "CONTAINER[:ro]",
                                                       "Mount what another container has by -v"),
};

inline constexpr auto config_options = join_tables(life_options, network_options, namespace_options, storage_options);
inline constexpr auto program_options = join_tables(process_options<spec::ProcessConfig>, entrypoint_option, resource_options);

}  // namespace detail

inline constexpr auto container_options = join_tables(
    within<&ContainerOptions::request>(detail::request_options),
    within<&ContainerOptions::request, &detail::Request::config>(detail::config_options),
    within<&ContainerOptions::request, &detail::Request::config>(logging_options),
    within<&ContainerOptions::request, &detail::Request::config, &detail::Config::process>(detail::program_options),
    pull_options<&ContainerOptions::request, &detail::Request::pull_options>, tmpfs_option<&ContainerOptions::tmpfs>,
    env_file_option<&ContainerOptions::env_files>, quiet_pull_option<&ContainerOptions::is_quiet>);

/// The request for image and command in the session's operands. Errors: invalid, not_found (an env file).
Result<engine::ContainerRequest> request_of(const ContainerOptions& options, const Session& session);

}  // namespace skiff::cli
