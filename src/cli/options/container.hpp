#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <skiff/engine/container.hpp>
#include <skiff/spec/byte_size.hpp>
#include <skiff/spec/label.hpp>
#include <skiff/spec/mount_spec.hpp>
#include <skiff/spec/namespace_use.hpp>
#include <skiff/spec/signal.hpp>
#include <skiff/spec/ulimit.hpp>

#include "session.hpp"
#include "process.hpp"
#include "registry.hpp"
#include "stop.hpp"

namespace skiff::cli {

/// What run and create say of a container.
struct ContainerOptions {
  ProcessOptions process;
  RegistryOptions registry;
  std::string name;
  std::string cidfile;
  std::vector<std::pair<std::string, std::string>> labels;
  std::optional<std::vector<std::string>> entrypoint;
  std::optional<int> stop_signal;
  std::optional<std::int64_t> stop_timeout;
  engine::PullPolicy pull = engine::PullPolicy::missing;
  std::string hostname;
  std::vector<spec::MountSpec> volumes;
  std::vector<spec::MountSpec> tmpfs;
  spec::NetworkUse network;
  spec::NamespaceUse pid;
  spec::NamespaceUse ipc;
  std::vector<spec::Ulimit> ulimits;
  spec::LogDriver log_driver = spec::LogDriver::k8s_file;
  std::vector<std::int64_t> log_sizes;
  bool has_init = false;
  bool is_read_only = false;
  bool is_auto_removed = false;
};

Result<std::string> parse_container_name(std::string_view text);
Result<std::string> parse_hostname(std::string_view text);
Result<std::vector<std::string>> parse_entrypoint(std::string_view text);
Result<spec::MountSpec> parse_volume_here(std::string_view text);
Result<spec::LogDriver> parse_log_driver(std::string_view text);
Result<std::int64_t> parse_log_option(std::string_view text);

namespace detail {

inline constexpr std::array own_container_options = {
    parsed<&ContainerOptions::name, parse_container_name>("name", 0, "NAME", "Name the container"),
    option<&ContainerOptions::cidfile>("cidfile", 0, "FILE", "Write the container's id into a new FILE"),
    parsed<&ContainerOptions::labels, spec::parse_label>("label", 'l', "KEY[=VALUE]", "Put a label on the container"),
    option<&ContainerOptions::is_auto_removed>("rm", 0, "", "Remove the container when it ends, with its anonymous volumes"),
    parsed<&ContainerOptions::entrypoint, parse_entrypoint>("entrypoint", 0, "PROGRAM",
                                                            "Run PROGRAM (or a JSON array) instead of the image's entrypoint"),
    parsed<&ContainerOptions::stop_signal, spec::parse_signal>("stop-signal", 0, "SIGNAL", "Signal that `stop` sends first"),
    parsed<&ContainerOptions::stop_timeout, parse_stop_timeout>("stop-timeout", 0, "SECONDS",
                                            "Time between that and SIGKILL (default: 10; -1 for ever)"),
    parsed<&ContainerOptions::pull, parse_pull_policy>("pull", 0, "POLICY",
                                                       "Fetch the image: always, missing, never or newer (default: missing)"),
    parsed<&ContainerOptions::hostname, parse_hostname>("hostname", 'h', "NAME", "Host name inside the container"),
    parsed<&ContainerOptions::volumes, parse_volume_here>("volume", 'v', "[SOURCE:]DIR[:OPTIONS]",
                                                          "Mount a host path or a named volume at DIR"),
    parsed<&ContainerOptions::tmpfs, spec::parse_tmpfs>("tmpfs", 0, "DIR[:OPTIONS]", "Mount an empty file system in memory at DIR"),
    parsed<&ContainerOptions::network, spec::parse_network>("network", 0, "MODE", "Network: none, host or container:NAME"),
    parsed<&ContainerOptions::pid, spec::parse_namespace>("pid", 0, "MODE", "Processes it sees: private, host or container:NAME"),
    parsed<&ContainerOptions::ipc, spec::parse_namespace>("ipc", 0, "MODE", "Shared memory: private, host or container:NAME"),
    parsed<&ContainerOptions::ulimits, spec::parse_ulimit>("ulimit", 0, "NAME=SOFT[:HARD]", "Set a limit of its processes"),
    parsed<&ContainerOptions::log_driver, parse_log_driver>("log-driver", 0, "DRIVER", "Keep the output: k8s-file or none"),
    parsed<&ContainerOptions::log_sizes, parse_log_option>("log-opt", 0, "NAME=VALUE",
                                                           "Option of the log: max-size=SIZE turns to a new file at SIZE"),
    option<&ContainerOptions::has_init>("init", 0, "", "Run a small init that reaps what the program leaves behind"),
    option<&ContainerOptions::is_read_only>("read-only", 0, "", "Mount the root file system read-only"),
};

}  // namespace detail

inline constexpr auto container_options =
    join_tables(detail::own_container_options, within<&ContainerOptions::process>(process_options),
                within<&ContainerOptions::registry>(registry_options));

/// The request for image and command in the session's operands. Errors: invalid, not_found (an env file).
Result<engine::ContainerRequest> request_of(const ContainerOptions& options, const Session& session);

}  // namespace skiff::cli
