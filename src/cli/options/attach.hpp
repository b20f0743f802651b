#pragma once

#include <string>

#include <skiff/engine/container.hpp>
#include <skiff/spec/detach_keys.hpp>

#include "option.hpp"
#include "session.hpp"

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
    std::array{option<&engine::Terminal::has_signal_proxy>("sig-proxy", 0, "", "Pass signals on to the program, without a terminal (default: true)")});

/// The caller's terminal, of which the options are known.
engine::Terminal terminal_of(engine::Terminal terminal, bool is_input_wanted, Session& session);

/// A program with a terminal and the caller's input (-it), where that input is none: docker refuses, podman warns.
/// Errors: wrong_state.
Result<void> check_input_terminal(bool has_terminal, bool is_interactive, Session& session);

/// The exit code of an attached command; does not return where the command ended by a signal of its own.
int exit_code_of(const engine::AttachResult& result);

}  // namespace skiff::cli
