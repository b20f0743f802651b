#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <skiff/base/result.hpp>

namespace skiff::spec {

/// Bytes as --log-opt max-size takes them: a number with b, k, m, g or t (of 1024; "kb" and "kib" too, any case).
/// Errors: invalid (no number, zero, more than 2^63).
Result<std::int64_t> parse_byte_size(std::string_view text);

/// Bytes as docker and podman print them: "16.78MB", units of 1000, at most so many significant digits.
std::string format_byte_size(std::uint64_t bytes, int digits);

}  // namespace skiff::spec
