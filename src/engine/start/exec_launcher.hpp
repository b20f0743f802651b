#pragma once

#include <skiff/base/result.hpp>
#include <skiff/state/container.hpp>
#include <skiff/supervisor/supervisor.hpp>
#include <skiff/sys/cgroup.hpp>
#include <skiff/sys/fd.hpp>

#include "launch_context.hpp"

namespace skiff::engine {

/// Forks a launcher that runs another process in a running container, in all of its namespaces and its own cgroup, if it has
/// one. `request` is a file with the JSON of spec::ExecConfig. Runs in: supervisor.
Result<supervisor::PendingExec> begin_exec(const LaunchContext& launch, const state::Container& container,
                                           const sys::Cgroup* cgroup, sys::Fd request);

/// Reads the launcher's report: the process that runs. Errors: the launcher's own, or interrupted if it was killed.
Result<supervisor::Child> finish_exec(const supervisor::PendingExec& pending);

}  // namespace skiff::engine
