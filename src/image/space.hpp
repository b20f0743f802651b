#pragma once

#include <cstdint>

#include <skiff/base/result.hpp>
#include <skiff/image/store.hpp>

/// Whether the file system of the store takes what is to come: said with both figures, before anything is written if it can.
namespace skiff::image {

/// Bytes that this user may still write where the store is.
Result<std::uint64_t> free_space(const Store& store);

/// Bytes that are still to be read from a file; 0 where that cannot be known (a pipe).
std::uint64_t bytes_of(const sys::Fd& input);

/// Errors: no_space ("it needs 83 MiB, and 19 MiB are free").
Result<void> check_space(std::uint64_t needed, std::uint64_t free);

/// The error of a disk that became full halfway, in the same words: `free` is what there was in the beginning. Others stay.
Error with_figures(Error error, std::uint64_t free);

}  // namespace skiff::image
