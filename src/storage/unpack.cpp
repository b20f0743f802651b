#include "unpack.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/storage/archive.hpp>
#include <skiff/storage/digest.hpp>
#include <skiff/sys/file.hpp>
#include <skiff/sys/rooted.hpp>

#include "layer_record.hpp"
#include "tree_writer.hpp"

namespace skiff::storage {

namespace {

constexpr std::uint64_t max_trailing = std::uint64_t{64} << 20;

/// The bytes of a blob that another process may still be writing.
class BlobReader {
 public:
  explicit BlobReader(const UnpackSource& source) : source_(source), buffer_(std::size_t{128} << 10) {
    if (source.progress == nullptr) {
      available_ = source.size;
      is_complete_ = true;
    }
  }

  Result<std::string_view> next() {
    while (at_ == available_ && !is_complete_) TRY(wait());
    const std::uint64_t wanted = std::min<std::uint64_t>(buffer_.size(), available_ - at_);
    std::size_t have = 0;
    while (have < wanted) {
      const ssize_t count = pread(source_.blob->get(), buffer_.data() + have, wanted - have, static_cast<off_t>(at_ + have));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return fail_errno(errno, "cannot read the blob");
      if (count == 0) return fail(ErrorKind::corrupt, "the blob is shorter than it was");
      have += static_cast<std::size_t>(count);
    }
    at_ += have;
    if (source_.consumed != nullptr) source_.consumed->set(at_);
    return std::string_view(buffer_.data(), have);
  }

  std::uint64_t consumed() const { return at_; }

 private:
  /// Counts are written whole (pipe(7): up to PIPE_BUF), so that only whole ones are read.
  Result<void> wait() {
    std::uint64_t counts[64];
    TRY_ASSIGN(const std::size_t size, sys::read_some(*source_.progress, std::span(reinterpret_cast<char*>(counts), sizeof counts)));
    if (size < sizeof(std::uint64_t)) return fail(ErrorKind::interrupted, "the transfer was given up");
    const std::uint64_t count = counts[size / sizeof(std::uint64_t) - 1];
    is_complete_ = (count & last_mark) != 0;
    available_ = std::max(available_, count & ~last_mark);
    return {};
  }

  UnpackSource source_;
  std::vector<char> buffer_;
  std::uint64_t at_ = 0;
  std::uint64_t available_ = 0;
  bool is_complete_ = false;
};

/// Plain bytes with their digest and their bounds.
class PlainReader {
 public:
  PlainReader(BlobReader& blob, Decompressor& decompressor, Sha256 hash)
      : blob_(&blob), decompressor_(&decompressor), hash_(std::move(hash)) {}

  Result<std::string_view> next() {
    TRY_ASSIGN(const std::string_view bytes, decompressor_->next());
    total_ += bytes.size();
    // Far above what gzip can reach (1032) and real zstd layers do; a stream of nothing is given up early.
    if (total_ > (std::uint64_t{1} << 30) && total_ / 5000 > blob_->consumed())
      return fail(ErrorKind::corrupt, "it unpacks to more than 5000 times its size");
    hash_.update(bytes);
    return bytes;
  }

  /// What follows the end of the archive belongs to the digest, too.
  Result<std::string> finish() {
    std::uint64_t trailing = 0;
    while (true) {
      TRY_ASSIGN(const std::string_view bytes, next());
      if (bytes.empty()) return hash_.digest();
      trailing += bytes.size();
      if (trailing > max_trailing) return fail(ErrorKind::corrupt, "too much follows the end of the archive");
    }
  }

 private:
  BlobReader* blob_;
  Decompressor* decompressor_;
  Sha256 hash_;
  std::uint64_t total_ = 0;
};

Result<std::uint64_t> free_space(const sys::Fd& directory) {
  struct statvfs status {};
  if (fstatvfs(directory.get(), &status) != 0) return fail_errno(errno, "cannot look at the file system");
  return static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize;
}

Result<LayerRecord> write_tree(TarReader& tar, TreeWriter& writer) {
  ArchiveEntry entry;
  while (true) {
    TRY_ASSIGN(const bool is_entry, tar.next(entry));
    if (!is_entry) return writer.finish();
    if (auto added = writer.add(entry, tar); !added)
      return fail_with(std::move(added).error(), "entry {}", base::escape_control(entry.name, 300));
  }
}

}  // namespace

Result<std::string> unpack_layer(const UnpackTask& task) {
  TRY_ASSIGN(sys::Fd root, sys::open_directory("/"));
  TreeOptions options;
  options.is_single = task.is_single;
  options.has_trusted = task.is_host_root;
  TRY_ASSIGN(options.space, free_space(root));
  if (options.space == 0) return fail_errno(ENOSPC, "cannot unpack");

  BlobReader blob(task.source);
  TRY_ASSIGN(const auto decompressor, Decompressor::open([&] { return blob.next(); }));
  TRY_ASSIGN(Sha256 hash, Sha256::begin());
  PlainReader plain(blob, *decompressor, std::move(hash));
  TRY_ASSIGN(const auto tar, TarReader::open([&] { return plain.next(); }));
  TreeWriter writer(std::move(root), options);
  TRY_ASSIGN(LayerRecord record, write_tree(*tar, writer));
  record.schema = layer_schema;
  TRY_ASSIGN(record.diff_id, plain.finish());
  if (!task.expected.empty() && record.diff_id != task.expected)
    return fail(ErrorKind::corrupt, "its content has the digest {}, but the image names {}", record.diff_id, task.expected);
  std::erase_if(record.implied, [&record](const std::string& name) {
    if (base::is_utf8(name)) return false;
    record.implied_bytes.push_back(base::hex({reinterpret_cast<const unsigned char*>(name.data()), name.size()}));
    return true;
  });
  TRY_ASSIGN(const std::string text, base::record_text(base::to_json(record)));
  TRY(sys::write_all(*task.record, text + "\n"));
  return fmt::format("{} {}", record.diff_id, record.size);
}

}  // namespace skiff::storage
