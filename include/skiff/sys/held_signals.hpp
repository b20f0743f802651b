#pragma once

#include <csignal>

#include <skiff/base/result.hpp>

namespace skiff::sys {

/// Holds back what a person ends a command with (SIGINT, SIGTERM, SIGHUP), so that the command can take away what it has
/// half made first. One that came meanwhile acts when this is destroyed. Those that are ignored stay so.
class HeldSignals {
 public:
  HeldSignals();
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;
  ~HeldSignals();
  /// Errors: interrupted (one came).
  Result<void> check() const;

 private:
  sigset_t held_{};
  sigset_t former_{};
};

}  // namespace skiff::sys
