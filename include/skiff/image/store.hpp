#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/spec/oci_image.hpp>
#include <skiff/storage/digest.hpp>
#include <skiff/sys/aside.hpp>
#include <skiff/sys/fd.hpp>
#include <skiff/sys/lock.hpp>

/// ROOT/images: an OCI image layout (image-spec 1.1, image-layout.md). index.json is the one place of names.
namespace skiff::image {

/// One image, read.
struct Image {
  std::string id;                  ///< hex digest of its configuration
  std::string manifest_digest;     ///< "sha256:…", as a registry gives it
  std::string list_digest;         ///< of the index it was pulled through; "" if none
  std::string name;                ///< the name it was found by; "" when found by id and it has none
  std::vector<std::string> names;  ///< all of them: registry/repository:tag
  std::vector<std::string> repository_digests;  ///< registry/repository@sha256:…
  spec::OciManifest manifest;
  spec::OciImageConfig config;
};

/// One descriptor of index.json.
struct Entry {
  std::string name;             ///< full name; "" for an image without one
  std::string manifest_digest;
  std::string list_digest;
  std::string media_type;
  std::uint64_t manifest_size = 0;
  std::string original_digest;  ///< of docker's manifest that it was made from; "" where the manifest came as it is
  std::string origin;           ///< registry/repository it was pulled from by digest; "" for others
  /// The digest that people know it by.
  const std::string& digest() const { return original_digest.empty() ? manifest_digest : original_digest; }
  bool operator==(const Entry&) const = default;
};

class Store {
 public:
  /// Opens ROOT/images; makes it if missing.
  static Result<Store> open(const sys::Fd& root);
  /// The same for looking only: nothing is made, so that a store on a read-only file system can be read. Where none is
  /// there, it has no images.
  static Result<Store> open_for_reading(const sys::Fd& root);

  /// By name (full, short: localhost/ then docker.io/library/ are tried), name@digest, id, unique prefix of an id (with or
  /// without "sha256:") or manifest digest. Errors: not_found ("X: image not known"), invalid (ambiguous), corrupt.
  Result<Image> find(std::string_view name) const;
  /// One entry of `all`, the entries(), read whole: its other names are there. Errors: corrupt, not_found (a blob is missing).
  Result<Image> read(const Entry& entry, const std::vector<Entry>& all) const;
  /// All entries of index.json.
  Result<std::vector<Entry>> entries() const;

  /// The lock that every change of index.json holds.
  Result<sys::FileLock> lock() const;
  /// Replaces index.json, synced. The caller holds lock() since it read the entries.
  Result<void> write_entries(const std::vector<Entry>& entries) const;
  /// Gives an image a name, taking it from another image (which stays, without a name). With an empty name the image is
  /// only made known. Its manifest and all that it names must be there: wrong_state tells that another process removed one
  /// meanwhile.
  Result<void> add(const Entry& entry, const spec::OciManifest& manifest) const;

  /// A blob of at most `limit` bytes. Its digest was verified when it was written. Errors: not_found, no_space.
  Result<std::string> read_blob(const std::string& digest, std::size_t limit) const;
  Result<bool> has_blob(const std::string& digest) const;
  /// Bytes of a blob; nothing if it is not there.
  Result<std::optional<std::uint64_t>> blob_size(const std::string& digest) const;
  /// Whether an image of the store has this blob for a layer of this diff id: then it was unpacked and compared once.
  bool is_known_layer(const std::string& digest, const std::string& diff_id) const;
  Result<sys::Fd> open_blob(const std::string& digest) const;
  /// Writes small bytes as a blob; its digest.
  Result<std::string> write_blob(std::string_view bytes) const;
  /// Digests of all blobs that are there.
  Result<std::vector<std::string>> blobs() const;
  Result<void> remove_blob(const std::string& digest) const;
  /// Deletes blobs that dead processes left half written.
  Result<void> sweep() const;

  const sys::Fd& directory() const { return directory_; }
  sys::Aside aside() const { return {directory_, ".aside"}; }

 private:
  explicit Store(sys::Fd directory) : directory_(std::move(directory)) {}
  sys::Fd directory_;
};

/// A blob being written aside: visible under its digest after publish() only; deleted if that is not reached.
class BlobWriter {
 public:
  static Result<BlobWriter> begin(const Store& store);
  /// `store` must outlive it.
  BlobWriter(BlobWriter&&) noexcept = default;
  BlobWriter& operator=(BlobWriter&&) = delete;
  Result<void> write(std::string_view bytes);
  /// All bytes came: verifies them where `expected` is not empty. The digest. Errors: corrupt.
  Result<std::string> finish(const std::string& expected);
  /// After finish(): syncs and gives it its name.
  Result<void> publish();
  const std::string& digest() const { return digest_; }
  std::uint64_t size() const { return size_; }
  const sys::Fd& fd() const { return entry_.fd(); }

 private:
  BlobWriter(const Store& store, storage::Sha256 hash, sys::AsideEntry entry)
      : store_(&store), hash_(std::move(hash)), entry_(std::move(entry)) {}
  const Store* store_;
  storage::Sha256 hash_;
  sys::AsideEntry entry_;
  std::uint64_t size_ = 0;
  std::string digest_;
};

}  // namespace skiff::image
