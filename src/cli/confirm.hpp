#pragma once

#include <string_view>

#include <skiff/base/result.hpp>

namespace skiff::cli {

/// Asks on standard error whether `what` should happen; standard input's first line answers, and "y" is yes.
Result<bool> is_confirmed(std::string_view what);

}  // namespace skiff::cli
