#pragma once

#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>

#include "launcher.hpp"

namespace skiff::engine {

/// Runs another process in a running container, in all of its namespaces and its own cgroup, if it has one; `request` is
/// a file with the JSON of spec::ExecConfig. Runs in: launcher.
Result<Launched> launch_exec(const LaunchPlace& place, const state::Container& container, const sys::Cgroup* cgroup,
                             const sys::Fd& request);

}  // namespace skiff::engine
