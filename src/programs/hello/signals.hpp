#pragma once

#include "bare/text.hpp"

namespace skiff::hello {

/// "TERM", or "RT34" for a real-time signal.
class SignalName {
 public:
  explicit SignalName(unsigned number);
  operator bare::Text() const { return {bytes_, size_}; }

 private:
  char bytes_[8];
  std::size_t size_ = 0;
};

/// Number of "15", "TERM" or "SIGTERM"; 0 if it is none.
unsigned signal_number(bare::Text text);

}  // namespace skiff::hello
