#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/engine/container_list.hpp>
#include <skiff/state/container.hpp>

#include "context.hpp"

/// One view of a container: its records read once, and what they mean derived in one place. `inspect`, lists, `kill` and
/// `info` are made of it.
namespace skiff::engine {

/// What a container does or did.
struct Life {
  std::string_view word = "created";  ///< "created", "running", "stopping", "exited"
  bool is_running = false;            ///< its first process lives
  bool is_supervised = true;          ///< false: its supervisor was killed, and it goes on
  int pid = 0;                        ///< of the first process, while that lives
  int supervisor_pid = 0;             ///< while that lives
  base::Time started = base::no_time; ///< of the last run
  state::ExitFacts exit;              ///< of the last run, where that is over
  std::string error;                  ///< why the last start failed, or why no exit code is known
};

/// Pure: what the facts say where the kernel says `status`.
Life life_of(const state::ContainerState& state, state::Status status, bool is_stopping);

/// Whether the facts alone decide, so that the kernel need not be asked: most containers of a long list have ended.
bool is_decided(const state::ContainerState& state);

/// The life of an opened container. Asks the kernel only where the facts leave it open.
Result<Life> life_of(const state::Container& container, const state::ContainerState& state);

struct ContainerView {
  spec::ContainerConfig config;
  state::ContainerState state;
  Life life;
  std::string name;
  std::string directory;          ///< ROOT/containers/<id>
  std::string runtime_directory;  ///< RUNROOT/containers/<id>, which there is while it runs
};
/// Errors: those of its records; not_found if it was removed meanwhile.
Result<ContainerView> read_view(const Context& context, const state::Container& container);

/// `config` and `life` as facts; `volume_root` is ROOT/volumes.
ContainerFacts facts_of(spec::ContainerConfig config, const Life& life, std::uint64_t restarts,
                        const std::string& volume_root);

/// "none", "host", "container:<id>"; "default" for the default network.
std::string network_mode_text(const spec::NetworkUse& network);
/// Names of the networks that it is a member of; "none" and "host" for those modes.
std::vector<std::string> network_names(const spec::NetworkUse& network);

/// Ids of the containers whose namespaces it shares.
std::vector<std::string> dependencies_of(const spec::ContainerConfig& config);

/// Where the data of a mount lies on the host; "" for a tmpfs.
std::string source_path(const spec::MountSpec& mount, const std::string& volume_root);

}  // namespace skiff::engine
