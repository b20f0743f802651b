#pragma once

#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/engine/container_list.hpp>

#include "context.hpp"

/// The keys of --filter that select containers.
namespace skiff::engine {

struct ContainerFilter {
  spec::Selection<ContainerFacts> by_state;   ///< needs id, name and life alone: asked before the config is read
  spec::Selection<ContainerFacts> by_config;  ///< the rest
  bool has_status = false;                    ///< a status is asked for: then those that do not run are looked at too
  bool is_config_first = false;               ///< whether a record can be read is part of that status
};

/// Looks up the objects that filters name. Errors: invalid (no such key, a wrong value), not_found (before, since).
Result<ContainerFilter> make_container_filter(Context& context, const std::vector<spec::Filter>& filters);

}  // namespace skiff::engine
