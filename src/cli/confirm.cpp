#include "confirm.hpp"

#include "input_file.hpp"
#include "terminal.hpp"

namespace skiff::cli {

Result<bool> is_confirmed(std::string_view what) {
  TRY(write_all(standard_error, fmt::format("{}\nAre you sure you want to continue? [y/N] ", what)));
  const std::string answer = read_answer();
  if (!is_terminal(standard_input)) TRY(write_all(standard_error, "\n"));  // a terminal shows the person's own
  return answer.starts_with('y') || answer.starts_with('Y');
}

}  // namespace skiff::cli
