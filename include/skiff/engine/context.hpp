#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <skiff/base/log.hpp>
#include <skiff/base/result.hpp>

/// Engine functions serve the command line today and compose, build and an API later: they print nothing, never exit, and
/// touch a terminal only through the descriptors they are given.
namespace skiff::engine {

/// A process that will supervise the first container that this command starts. Made before a word of the caller's is parsed,
/// it has none of them: for a command that starts a container. It ends with this command if it is not used.
class IdleSupervisor;
std::shared_ptr<IdleSupervisor> make_supervisor();

/// For main(): where this process was not called by a person but executed as a supervisor, it serves and never returns.
void serve_if_supervisor(std::span<char* const> words);

struct ContextOptions {
  std::string root;     ///< --root; "" is SKIFF_ROOT or the usual place
  std::string runroot;  ///< --runroot
  base::LogLevel log_level = base::LogLevel::warn;  ///< nothing below it is said
  /// Takes one line that a person should see although the command goes on: a warning, or a step where steps are wanted.
  std::function<void(base::LogLevel, std::string_view)> log;
  std::shared_ptr<IdleSupervisor> supervisor;  ///< none: one is executed when it is needed
};

/// What one command works with: the opened roots and the caller's identity. One for a process.
class Context;
Result<std::shared_ptr<Context>> open_context(const ContextOptions& options);

}  // namespace skiff::engine
