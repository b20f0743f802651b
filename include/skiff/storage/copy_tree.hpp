#pragma once

#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>

namespace skiff::storage {

/// Copies all that is in directory `from` into directory `to`, which is empty, with the owner, mode, times and extended
/// attributes of each file and of the directory itself. No symbolic link is followed. Hard links below stay hard links, where
/// no more than 512 files have several names: those of others become files of their own.
/// Runs in: a process that may own files of these ids (inside U). Errors: no_space, denied, io, invalid (over 128 levels).
Result<void> copy_tree(const sys::Fd& from, const sys::Fd& to);

}  // namespace skiff::storage
