#pragma once

#include <csignal>

namespace skiff::supervisor {

/// What a supervisor blocks when it becomes one, and reads from its signalfd in the loop.
inline sigset_t handled_signals() {
  sigset_t handled;
  sigemptyset(&handled);
  for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGCHLD}) sigaddset(&handled, number);
  return handled;
}

}  // namespace skiff::supervisor
