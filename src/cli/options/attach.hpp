#pragma once

#include <string>

#include <skiff/engine/container.hpp>
#include <skiff/spec/detach_keys.hpp>

#include "option.hpp"
#include "session.hpp"
#include "terminal.hpp"

namespace skiff::cli {

/// The text itself: the engine turns it into bytes where it reads keys. Errors: invalid.
inline Result<std::string> parse_detach_keys_text(std::string_view text) {
  TRY(spec::parse_detach_keys(text));
  return std::string(text);
}

/// How a command that attaches leaves again, and whether signals reach the container.
inline constexpr std::array detach_keys_option = {
    parsed<&engine::Terminal::detach_keys, parse_detach_keys_text>("detach-keys", 0, "KEYS",
                                                                   "Keys that leave the container running (default: "
                                                                   "ctrl-p,ctrl-q; \"\" for none)"),
};
inline constexpr std::array attach_options = join_tables(
    detach_keys_option,
    std::array{option<&engine::Terminal::has_signal_proxy>("sig-proxy", 0, "", "Hand signals on to the container (default: true)")});

/// The caller's terminal, of which the options are known.
inline engine::Terminal terminal_of(engine::Terminal terminal, bool is_input_wanted, Session& session) {
  terminal.is_input_wanted = is_input_wanted;
  terminal.on_unheeded_interrupts = [&session] {
    // The terminal has just echoed ^C, and leaves the cursor behind it.
    static_cast<void>(write_all(standard_error, "\n"));
    session.print_warning(
        "the program goes on: as the first process of its container it only heeds signals that it handles; end it with "
        "skiff stop from another terminal, or run it with --init");
  };
  return terminal;
}

/// The exit code of an attached command. Who left by the detach keys is somewhere in a line of the container's.
inline int exit_code_of(const engine::AttachResult& result) {
  if (result.is_detached && is_terminal(standard_error)) static_cast<void>(write_all(standard_error, "\n"));
  return result.exit_code;
}

}  // namespace skiff::cli
