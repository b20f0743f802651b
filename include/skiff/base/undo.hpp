#pragma once

#include <functional>
#include <utility>
#include <vector>

namespace skiff::base {

/// A stack of reverse steps. Each step of a use case that leaves something behind pushes its reverse;
/// unless commit() is called, the destructor runs them, newest first. Actions must not throw and ignore errors.
/// A forked child that returns through an Undo must call commit() first, else it undoes its parent's work.
class Undo {
 public:
  Undo() = default;
  Undo(const Undo&) = delete;
  Undo& operator=(const Undo&) = delete;
  ~Undo() { run(); }

  void push(std::move_only_function<void()> action) { actions_.push_back(std::move(action)); }
  void commit() { actions_.clear(); }
  /// Runs all reverse steps now.
  void run() {
    while (!actions_.empty()) {
      auto action = std::move(actions_.back());
      actions_.pop_back();
      action();
    }
  }

 private:
  std::vector<std::move_only_function<void()>> actions_;
};

}  // namespace skiff::base
