#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <skiff/base/result.hpp>

namespace skiff::spec {

/// The one grammar of sizes, docker's and podman's (units.RAMInBytes): a number that may have a fraction, then at most one
/// blank, then b, k, m, g, t or p in any case, each of 1024 times the one before; "kb" and "kib" are "k".
/// A fraction of a byte is cut. Errors: invalid (no such text, less than one byte, 2^63 and more).
Result<std::int64_t> parse_byte_size(std::string_view text);

/// Bytes as docker and podman print them: "16.78MB", units of 1000, at most so many significant digits; `gap` stands between
/// the number and its unit.
std::string format_byte_size(std::uint64_t bytes, int digits, std::string_view gap = {});

}  // namespace skiff::spec
