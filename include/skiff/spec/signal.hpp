#pragma once

#include <string_view>

#include <skiff/base/result.hpp>

namespace skiff::spec {

/// "15", "TERM", "SIGTERM" (any case), "RTMIN+3", "RTMAX-1". Errors: invalid, "invalid signal: X".
Result<int> parse_signal(std::string_view text);

}  // namespace skiff::spec
