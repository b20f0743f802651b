#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <skiff/base/result.hpp>
#include <skiff/image/store.hpp>
#include <skiff/sys/fd.hpp>

namespace skiff::image {

/// The files of an image archive, each written aside in the store as the blob that it may become.
class ArchiveFiles {
 public:
  static Result<ArchiveFiles> read(const Store& store, const sys::Fd& input);

  /// Where a path leads when links are followed; nothing where they leave the archive or go round.
  std::optional<std::string> final_path(std::string_view path) const;
  bool is_empty() const { return files_.empty() && links_.empty(); }
  bool has(std::string_view path) const { return resolve(path) != nullptr; }
  /// A document of at most 4 MiB. Errors: not_found, no_space.
  Result<std::string> text(std::string_view path) const;
  /// The first bytes of a file.
  Result<std::string> beginning(std::string_view path) const;
  /// The digest of a file. Errors: not_found.
  Result<std::string> digest(std::string_view path) const;
  std::uint64_t size(std::string_view path) const;
  /// Gives a file away.
  Result<BlobWriter> take(std::string_view path);

 private:
  const BlobWriter* resolve(std::string_view path) const;
  std::map<std::string, BlobWriter, std::less<>> files_;
  std::map<std::string, std::string, std::less<>> links_;  ///< path -> path, both below the root
};

/// "./a//b" -> "a/b"; ".." goes up, nothing where it would leave the root.
std::optional<std::string> path_inside(std::string_view path);

}  // namespace skiff::image
