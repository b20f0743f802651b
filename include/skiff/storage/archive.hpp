#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/types.h>

#include <skiff/base/result.hpp>

/// Reading compressed bytes and tar archives by libarchive, loaded at first use. Everything read is hostile until verified.
namespace skiff::storage {

/// Gives the next bytes, valid until the next call; empty at the end.
using BlockSource = std::move_only_function<Result<std::string_view>()>;

/// Loads libarchive, for a process that forks workers: they must not load anything.
Result<void> load_archive_library();

/// The plain bytes of a source that is gzip, zstd, bzip2, xz or not compressed; found by its content, one layer deep.
/// Errors: corrupt (cut off, damaged), no_space (needs more memory than there may be), unsupported.
class Decompressor {
 public:
  static Result<std::unique_ptr<Decompressor>> open(BlockSource source);
  virtual ~Decompressor() = default;
  /// Next bytes, valid until the next call; empty at the end.
  virtual Result<std::string_view> next() = 0;
  /// Whether anything is compressed.
  virtual bool is_compressed() const = 0;
};

enum class EntryType { file, directory, symbolic_link, hard_link, fifo, character_device, block_device, other };

struct ArchiveEntry {
  std::string name;  ///< as written; "" where there is none
  EntryType type = EntryType::other;
  std::string link;  ///< target of a symbolic or hard link
  mode_t mode = 0;   ///< permission bits with setuid, setgid, sticky
  std::uint64_t uid = 0;
  std::uint64_t gid = 0;
  std::uint64_t size = 0;
  std::int64_t modified_seconds = 0;
  long modified_nanoseconds = 0;
  unsigned major = 0;
  unsigned minor = 0;
  std::vector<std::pair<std::string, std::string>> xattrs;
};

/// Entries of a tar archive (ustar, pax, GNU) that is not compressed.
class TarReader {
 public:
  /// Errors: invalid (no tar archive at all), the source's.
  static Result<std::unique_ptr<TarReader>> open(BlockSource source);
  virtual ~TarReader() = default;
  /// The next entry; false at the end. Names longer than 4096 bytes and special headers over 1 MiB are refused.
  virtual Result<bool> next(ArchiveEntry& entry) = 0;
  struct Block {
    std::string_view bytes;    ///< empty at the end of the entry
    std::uint64_t offset = 0;  ///< in the file: holes of sparse files are left out
  };
  virtual Result<Block> read() = 0;
};

}  // namespace skiff::storage
