#pragma once

#include <string>
#include <string_view>

#include <skiff/base/result.hpp>

namespace skiff::spec {

/// "15", "TERM", "SIGTERM" (any case), "RTMIN+3", "RTMAX-1". Errors: invalid, "invalid signal: X".
Result<int> parse_signal(std::string_view text);

/// "SIGTERM"; "SIGRTMIN+3"; "signal 99" for a number without a name.
std::string signal_name(int signal);

}  // namespace skiff::spec
