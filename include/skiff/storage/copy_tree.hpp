#pragma once

#include <cstdint>

#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>

namespace skiff::storage {

/// What a copy may take at most: the bytes of data (holes stay holes and count nothing), and copy_entry_cost for each name.
constexpr std::uint64_t any_size = ~std::uint64_t{0};
constexpr std::uint64_t copy_entry_cost = 1024;

/// Copies all that is in directory `from` into directory `to`, which is empty, with the owner, mode, times and extended
/// attributes of each file and of the directory itself. No symbolic link is followed. Hard links below stay hard links. A tree
/// may be as deep as it likes: two directories are open at a time.
/// Runs in: a process that may own files of these ids (inside U). Errors: no_space (also beyond `most`), denied, io.
Result<void> copy_tree(const sys::Fd& from, const sys::Fd& to, std::uint64_t most = any_size);

}  // namespace skiff::storage
