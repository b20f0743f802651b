#pragma once

#include <memory>

#include <skiff/base/result.hpp>
#include <skiff/storage/archive.hpp>

namespace skiff::storage {

/// Loads zlib, for a process that forks workers.
Result<void> load_gzip_library();

/// gzip (RFC 1952) with its checksum and length verified, which libarchive leaves out. Members may follow each other;
/// what follows the last one and is not a member is ignored, as gzip(1) does. Errors: corrupt, no_space.
Result<std::unique_ptr<Decompressor>> open_gzip(BlockSource source);

}  // namespace skiff::storage
