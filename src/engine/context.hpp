#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <skiff/engine/context.hpp>
#include <skiff/state/aside.hpp>
#include <skiff/state/container.hpp>
#include <skiff/state/roots.hpp>
#include <skiff/state/volumes.hpp>

namespace skiff::engine {

/// What open_context() gives. Opened stores point into it, so it never moves.
class Context {
 public:
  Context(state::Roots opened, std::function<void(std::string_view)> warn)
      : roots(std::move(opened)), is_rootful(state::is_initial_root()), warn_(std::move(warn)) {}
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  const state::Roots roots;
  const bool is_rootful;

  state::Containers containers() const { return state::Containers(roots); }
  state::Volumes volumes() const { return state::Volumes(roots); }
  state::Aside aside() const { return state::Aside(roots); }
  /// One line that a person should see although the command goes on.
  void warn(std::string_view line) const {
    if (warn_) warn_(line);
  }

 private:
  std::function<void(std::string_view)> warn_;
};

}  // namespace skiff::engine
