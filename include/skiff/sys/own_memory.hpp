#pragma once

#include <cstddef>
#include <string_view>

#include <skiff/base/result.hpp>

/// What others can read of this process, and what its memory still holds: for a process that outlives its caller's command.
namespace skiff::sys {

/// The memory in which the kernel put this process's words and environment, and which /proc/PID/cmdline and environ show.
class ProcessTitle {
 public:
  ProcessTitle() = default;
  /// Wipes both: from here on there is no environment, and no word of argv. Errors: io (there is no /proc).
  static Result<ProcessTitle> take();
  /// What ps(1) shows instead; cut off where it does not fit.
  void set(std::string_view text) const;

 private:
  char* begin_ = nullptr;
  std::size_t size_ = 0;         ///< of both
  std::size_t words_size_ = 0;  ///< of argv alone
};

/// Gives back the pages of the program and its libraries that no writing has changed: they come from the page cache again when
/// they are needed. For a process that has done most of what it was started for.
void drop_clean_pages();

/// From here on memory that is given back is wiped first (operator delete): what is read and dropped leaves nothing.
void wipe_freed_memory();

}  // namespace skiff::sys
