#include "pipe_signal.hpp"

#include <ctime>

namespace skiff::image {

PipeSignalBlock::PipeSignalBlock() {
  sigset_t pending;
  sigpending(&pending);
  was_pending_ = sigismember(&pending, SIGPIPE) == 1;
  sigemptyset(&pipe_);
  sigaddset(&pipe_, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
}

PipeSignalBlock::~PipeSignalBlock() {
  if (!was_pending_) {
    const timespec at_once{};
    sigtimedwait(&pipe_, nullptr, &at_once);
  }
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace skiff::image
