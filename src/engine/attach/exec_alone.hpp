#pragma once

#include <cstdint>

#include <skiff/base/result.hpp>
#include <skiff/spec/container_config.hpp>
#include <skiff/sys/fd.hpp>

#include "context.hpp"

namespace skiff::engine {

/// exec into a container whose supervisor was killed: a supervisor of this one process is forked, which serves the exec as
/// the container's own would and ends with it. The connection is that of its client (flags of supervisor/protocol.hpp).
/// `state` is what told that it runs. Errors: wrong_state (it has ended since).
Result<sys::Fd> exec_alone(Context& context, const state::Container& container, const state::ContainerState& state,
                           const spec::ExecConfig& request, std::uint32_t flags);

}  // namespace skiff::engine
