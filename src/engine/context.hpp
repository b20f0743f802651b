#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <skiff/engine/context.hpp>
#include <skiff/state/container.hpp>
#include <skiff/state/roots.hpp>
#include <skiff/state/volumes.hpp>

namespace skiff::engine {

/// What open_context() gives. Opened stores point into it, so it never moves.
class Context {
 public:
  Context(state::Roots opened, const ContextOptions& options)
      : roots(std::move(opened)), is_rootful(state::is_initial_root()), log_level_(options.log_level), log_(options.log) {}
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  const state::Roots roots;
  const bool is_rootful;
  std::shared_ptr<IdleSupervisor> idle_supervisor;  ///< for the first start; null: there is none (any more)

  state::Containers containers() const { return state::Containers(roots); }
  state::Volumes volumes() const { return state::Volumes(roots); }
  sys::Aside aside() const { return roots.aside(); }
  /// For commands that change something: that the store, and RUNROOT, can be written.
  Result<void> check_writable() const {
    if (roots.unwritable) return std::unexpected(*roots.unwritable);
    return {};
  }
  /// One line that a person should see although the command goes on.
  void warn(std::string_view line) const { log(base::LogLevel::warn, "{}", fmt::make_format_args(line)); }
  /// A step of the command that changed something, for --log-level info.
  template <typename... Args>
  void info(fmt::format_string<Args...> format, Args&&... args) const {
    log(base::LogLevel::info, format, fmt::make_format_args(args...));
  }
  /// How a step was done, or what it found, for --log-level debug.
  template <typename... Args>
  void debug(fmt::format_string<Args...> format, Args&&... args) const {
    log(base::LogLevel::debug, format, fmt::make_format_args(args...));
  }

 private:
  void log(base::LogLevel level, fmt::string_view format, fmt::format_args args) const;

  base::LogLevel log_level_;
  std::function<void(base::LogLevel, std::string_view)> log_;
};

}  // namespace skiff::engine
