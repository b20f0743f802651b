#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>

/// Programs of the system that do what this process may not, or cannot.
namespace skiff::sys {

/// Absolute path of one; empty where it is not installed. PATH is not asked: it is the caller's to set.
std::string find_helper(const char* name);

/// One under way, with what it prints on a pipe.
struct Helper {
  pid_t pid = -1;
  Fd words;
};

/// `words`: its path, then its arguments. `captured`: the descriptor whose words are wanted, 1 or 2. Errors: io ("cannot run PATH").
Result<Helper> start_helper(std::vector<std::string> words, int captured);

struct HelperEnd {
  bool is_success = false;
  std::string words;  ///< at most 4 KiB
};
/// Waits for its end.
HelperEnd finish_helper(Helper helper);

}  // namespace skiff::sys
