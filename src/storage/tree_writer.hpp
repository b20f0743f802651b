#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/storage/archive.hpp>
#include <skiff/sys/fd.hpp>

#include "layer_record.hpp"

namespace skiff::storage {

struct TreeOptions {
  bool is_single = false;        ///< a map of one id: owners become 0
  bool has_trusted = false;      ///< overlay's marks are trusted.overlay.*, else user.overlay.*
  std::uint64_t space = 0;       ///< bytes that the files may take
};

/// A path of an archive, split: without "..", which is resolved by the names alone and never leads above the root, and
/// without empty names. How deep it is, the length of a name bounds.
struct EntryPath {
  std::vector<std::string_view> parts;  ///< empty for the root
};
Result<EntryPath> parse_entry_path(std::string_view name);

/// How OCI's whiteouts are written (image-spec, layer.md).
enum class Whiteout { none, removed, opaque, ignored };
struct WhiteoutName {
  Whiteout kind = Whiteout::none;
  std::string_view target;  ///< of `removed`
};
/// Of the last part of a path. Errors: corrupt (".wh." alone, ".wh..").
Result<WhiteoutName> parse_whiteout(std::string_view name);

/// Puts the entries of one layer into an empty directory, in overlay's form.
/// Runs in: a storage worker, whose root is that directory.
class TreeWriter {
 public:
  TreeWriter(sys::Fd root, const TreeOptions& options) : root_(std::move(root)), options_(options) {}

  Result<void> add(const ArchiveEntry& entry, TarReader& reader);
  /// Times of directories, and what is to be remembered of the archive: the record but for schema and diff id.
  Result<LayerRecord> finish();

 private:
  struct DirectoryTime {
    std::string path;
    std::int64_t seconds;
    std::int32_t nanoseconds;
    std::uint16_t mode;
  };

  Result<void> open_parent(const EntryPath& path);
  Result<void> make_parents(const EntryPath& path);
  Result<void> make_implied(const sys::Fd& parent, const std::string& name);
  Result<bool> vacate(const std::string& name, bool is_directory_wanted);
  Result<void> add_whiteout(const WhiteoutName& whiteout);
  Result<void> make_whiteout(const std::string& name);
  Result<void> add_root(const ArchiveEntry& entry);
  Result<void> add_directory(const ArchiveEntry& entry, const std::string& name);
  Result<void> add_file(const ArchiveEntry& entry, const std::string& name, TarReader& reader);
  Result<void> write_content(const sys::Fd& file, const ArchiveEntry& entry, TarReader& reader);
  Result<void> add_hard_link(const ArchiveEntry& entry, const EntryPath& path);
  Result<void> leave_out(const EntryPath& path);
  Result<void> add_node(const ArchiveEntry& entry, const std::string& name);
  Result<void> set_owner(int parent, const char* name, const ArchiveEntry& entry);
  Result<void> set_xattrs(const sys::Fd& file, const ArchiveEntry& entry);
  Result<void> set_directory(const sys::Fd& directory, const ArchiveEntry& entry);
  Result<void> mark_opaque(const sys::Fd& directory);
  Result<void> take_space(std::uint64_t bytes);
  Result<void> find_implied();
  Result<void> record_implied(const std::string& path);
  bool is_whiteout(const std::string& name) const;
  void forget_parent();

  sys::Fd root_;
  TreeOptions options_;
  LayerRecord record_;
  std::uint64_t used_ = 0;
  std::string parent_path_;           ///< of parent_, as its entries wrote it
  sys::Fd parent_;
  std::vector<DirectoryTime> times_;
  std::unordered_set<std::uint64_t> implied_;  ///< inodes of implied directories
  std::size_t implied_bytes_ = 0;              ///< of their paths in the record
  std::unordered_set<std::string> left_out_;   ///< devices, and hard links to them
};

}  // namespace skiff::storage
