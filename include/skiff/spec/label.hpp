#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <skiff/base/result.hpp>

namespace skiff::spec {

/// "KEY[=VALUE]"; without "=" the value is empty. Errors: invalid (no key, over 64 KiB).
Result<std::pair<std::string, std::string>> parse_label(std::string_view text);

}  // namespace skiff::spec
