#pragma once

#include <string_view>

#include <skiff/base/result.hpp>

namespace skiff::spec {

/// Names of containers and volumes: a letter or digit, then letters, digits, "_", "." and "-"; at most 255 bytes, so that
/// it is a file's name too. Errors: invalid, with the rule.
Result<void> check_object_name(std::string_view name);

/// A container's host name: at most 64 bytes (__NEW_UTS_LEN), letters, digits, ".", "_" and "-". Errors: invalid.
Result<void> check_hostname(std::string_view name);

}  // namespace skiff::spec
