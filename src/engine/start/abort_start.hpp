#pragma once

#include <skiff/base/result.hpp>
#include <skiff/state/container.hpp>
#include <skiff/sys/fd.hpp>

#include "context.hpp"

namespace skiff::engine {

/// A supervisor whose start is under way.
struct StartingSupervisor {
  pid_t pid = 0;
  sys::Fd pidfd;
};

/// Finds it by the socket on which its launcher listens. Nothing if no start is under way (any more).
Result<std::optional<StartingSupervisor>> find_starting(const state::Container& container);

/// The same where the first process has written its pid already, but has not become the program.
Result<std::optional<StartingSupervisor>> find_before_program(const state::Container& container);

/// Ends a start under way, whatever it waits for, and undoes it: its supervisor, launcher and first process get SIGKILL, the
/// container is as it was before the start (of --rm: gone). Errors: timed_out (a process does not end: it waits in the kernel).
Result<void> abort_start(Context& context, const state::Container& container, const StartingSupervisor& supervisor);

/// Writes down why a start failed: a program that never ran leaves no run. Its caller holds `lock` or `alive`.
void record_failed_start(const state::Container& container, const Error& error);

}  // namespace skiff::engine
