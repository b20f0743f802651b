#pragma once

#include <skiff/engine/context.hpp>
#include <skiff/sys/fd.hpp>

namespace skiff::engine {

/// What a supervisor that is executed is called, and the number of its control socket.
constexpr const char* supervisor_title = "skiff: supervisor";
constexpr int supervisor_control = 3;

/// The body of a supervisor: what it serves it is told on `control` (supervisor_messages.hpp). Never returns.
[[noreturn]] void supervise(sys::Fd control);

}  // namespace skiff::engine
