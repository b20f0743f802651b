#pragma once

#include <cstdint>

#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>

namespace skiff::sys {

/// Bytes of the regular files below a directory, each file once however many names it has. Links are not followed, other
/// mounts not entered; depth is not limited. Files that come or go meanwhile may be missed. Errors: denied, io.
Result<std::uint64_t> tree_size(const Fd& root);

}  // namespace skiff::sys
