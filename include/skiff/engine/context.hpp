#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <skiff/base/log.hpp>
#include <skiff/base/result.hpp>

/// Engine functions serve the command line today and compose, build and an API later: they print nothing, never exit, and
/// touch a terminal only through the descriptors they are given.
namespace skiff::engine {

struct ContextOptions {
  std::string root;     ///< --root; "" is SKIFF_ROOT or the usual place
  std::string runroot;  ///< --runroot
  base::LogLevel log_level = base::LogLevel::warn;  ///< nothing below it is said
  /// Takes one line that a person should see although the command goes on: a warning, or a step where steps are wanted.
  std::function<void(base::LogLevel, std::string_view)> log;
};

/// What one command works with: the opened roots and the caller's identity. One for a process.
class Context;
Result<std::shared_ptr<Context>> open_context(const ContextOptions& options);

}  // namespace skiff::engine
