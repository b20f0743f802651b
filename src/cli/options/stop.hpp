#pragma once

#include <skiff/engine/container.hpp>
#include <skiff/spec/signal.hpp>

#include "option.hpp"

namespace skiff::cli {

/// Seconds until SIGKILL: 0 and more, or -1 for ever. Errors: invalid.
Result<std::int64_t> parse_stop_timeout(std::string_view text);

/// The table that stop, restart and rm share, for a struct that holds the time in `Member`.
template <auto Member>
inline constexpr std::array stop_time_option = {
    parsed<Member, parse_stop_timeout>("time", 't', "SECONDS", "Time until SIGKILL (default: the container's own; -1 for ever)"),
};

/// What stop and restart ask of the engine.
inline constexpr auto stop_request_options = join_tables(
    stop_time_option<&engine::StopOptions::timeout>,
    std::array{parsed_unless_empty<&engine::StopOptions::signal, spec::parse_signal>("signal", 's', "SIGNAL", "Send this signal first")});

}  // namespace skiff::cli
