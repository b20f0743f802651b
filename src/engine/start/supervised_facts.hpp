#pragma once

#include <algorithm>
#include <cstdint>

#include <skiff/spec/container_config.hpp>

namespace skiff::engine {

/// What a supervisor keeps of its container's record, which it does not read again.
struct SupervisedFacts {
  SupervisedFacts() = default;
  explicit SupervisedFacts(const spec::ContainerConfig& config)
      : has_terminal(config.process.has_terminal),
        is_auto_removed(config.is_auto_removed),
        has_anonymous_volumes(std::ranges::any_of(config.mounts, &spec::MountSpec::is_anonymous)),
        has_own_pids(config.pid.mode == spec::NamespaceMode::own),
        has_log(config.log.driver == spec::LogDriver::k8s_file),
        log_max_size(config.log.max_size),
        stop_signal(spec::stop_signal_of(config)),
        stop_timeout(config.stop_timeout) {}

  bool has_terminal = false;
  bool is_auto_removed = false;
  bool has_anonymous_volumes = false;
  bool has_own_pids = true;  ///< a pid namespace of its own, with which all its processes end
  bool has_log = false;
  std::int64_t log_max_size = 0;
  int stop_signal = 0;
  std::int64_t stop_timeout = 0;
};

}  // namespace skiff::engine
