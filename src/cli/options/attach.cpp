#include "attach.hpp"

#include "terminal.hpp"

namespace skiff::cli {

engine::Terminal terminal_of(engine::Terminal terminal, bool is_input_wanted, Session& session) {
  terminal.is_input_wanted = is_input_wanted;
  terminal.on_suspend = suspend;
  terminal.on_unheeded_interrupts = [&session] {
    // The terminal has just echoed ^C, and leaves the cursor behind it.
    static_cast<void>(write_all(standard_error, "\n"));
    session.print_warning(
        "the program is still running: as process 1 it ignores signals that it does not handle. Use skiff stop from another "
        "terminal, or run it with --init");
  };
  return terminal;
}

Result<void> check_input_terminal(bool has_terminal, bool is_interactive, Session& session) {
  if (!has_terminal || !is_interactive || is_terminal(standard_input)) return {};
  if (session.personality.is_terminal_required)
    return std::unexpected(Error(ErrorKind::wrong_state, "the input device is not a TTY")
                               .with_hint("-it is for a person at a terminal: leave out -t, or -i too where nothing is read"));
  session.print_warning("the input device is not a TTY: the program gets a terminal, and Ctrl-D at the end of the input");
  return {};
}

int exit_code_of(const engine::AttachResult& result) {
  if (result.signal != 0) end_by_signal(result.signal);
  // The detach keys were typed somewhere in a line of the container's.
  if (result.is_detached && is_terminal(standard_error)) static_cast<void>(write_all(standard_error, "\n"));
  return result.exit_code;
}

}  // namespace skiff::cli
