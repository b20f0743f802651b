#pragma once

#include <csignal>

namespace skiff::image {

/// While it lives, writing to a connection that the other end closed raises no SIGPIPE in this thread: libcurl must not
/// touch signals (CURLOPT_NOSIGNAL), and TLS libraries write without MSG_NOSIGNAL. One that came meanwhile is taken away.
class PipeSignalBlock {
 public:
  PipeSignalBlock();
  ~PipeSignalBlock();
  PipeSignalBlock(const PipeSignalBlock&) = delete;
  PipeSignalBlock& operator=(const PipeSignalBlock&) = delete;

 private:
  sigset_t pipe_;
  sigset_t before_;
  bool was_pending_ = false;
};

}  // namespace skiff::image
