#pragma once

#include <string_view>

#include <skiff/base/result.hpp>
#include <skiff/spec/container_config.hpp>

namespace skiff::spec {

/// "NAME=SOFT[:HARD]", each a number or "unlimited" (-1); without HARD both are the same. Names as in getrlimit(2), lower
/// case without the prefix RLIMIT_. Errors: invalid.
Result<Ulimit> parse_ulimit(std::string_view text);

}  // namespace skiff::spec
