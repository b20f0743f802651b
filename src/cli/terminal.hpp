#pragma once

#include <string_view>

#include <skiff/base/result.hpp>

/// The process's own standard streams: the only descriptors that the command line touches itself.
namespace skiff::cli {

constexpr int standard_input = 0;
constexpr int standard_output = 1;
constexpr int standard_error = 2;

/// Opens /dev/null where the caller left 0, 1 or 2 closed, so that no file of ours lands there, and ignores SIGPIPE: a
/// reader that goes away must not end the command while the terminal is raw (writes report EPIPE instead).
Result<void> prepare_standard_streams();

/// Ends the process as that signal does: what a shell expects of a command whose reader went away (SIGPIPE), or which was
/// interrupted.
[[noreturn]] void end_by_signal(int number);
/// Stops the process as Ctrl-Z does; returns when it is continued.
void suspend();

bool is_terminal(int descriptor);

struct TerminalSize {
  int rows = 0;
  int columns = 0;
};
/// The size of a terminal; zeros if it is none or does not say.
TerminalSize terminal_size(int descriptor);

/// Columns for text on standard output: the terminal's, at most 120; 80 elsewhere.
int text_width();

/// Writes all of `text`. Errors: io, no_space; errno EPIPE if the reader is gone.
Result<void> write_all(int descriptor, std::string_view text);

}  // namespace skiff::cli
