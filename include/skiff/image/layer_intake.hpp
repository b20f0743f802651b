#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/image/store.hpp>
#include <skiff/storage/layers.hpp>
#include <skiff/sys/fd.hpp>
#include <skiff/sys/lock.hpp>

/// Layers on their way in: the bytes of each go to a blob file, whose digest is taken, while a storage worker unpacks the
/// same file as it grows. Neither waits for the other; at most three workers run at once.
namespace skiff::image {

struct IntakeLayer {
  std::string diff_id;      ///< to be verified; "" takes the archive's own
  std::string blob_digest;  ///< to be verified; "" takes what comes
  bool is_tree_wanted = true;  ///< false: it is unpacked already, only the blob is stored
};

/// The stores must outlive it. Nothing is visible before publish(); destroying it undoes everything.
class LayerIntake {
 public:
  LayerIntake(const Store& store, const storage::Layers& layers, const sys::Fd& user_namespace);
  /// Told how many bytes of a blob are unpacked, while others come and in finish(); may be empty.
  std::function<void(std::size_t number, std::uint64_t bytes)> on_unpacked;
  /// Asked in finish(): its error ends that; may be empty.
  std::function<Result<void>()> check;
  LayerIntake(const LayerIntake&) = delete;
  LayerIntake& operator=(const LayerIntake&) = delete;
  ~LayerIntake();

  /// A layer whose bytes will be written; its number.
  Result<std::size_t> add(const IntakeLayer& layer);
  /// A layer whose bytes are in a blob that has been written and finished; its number.
  Result<std::size_t> add_written(BlobWriter blob, const IntakeLayer& layer);
  /// A layer whose blob is in the store and only its tree is missing.
  Result<std::size_t> add_stored(const std::string& blob_digest, const std::string& diff_id);

  Result<void> write(std::size_t number, std::string_view bytes);
  /// All bytes of this layer came. Errors: corrupt (the digest is another).
  Result<void> end(std::size_t number);
  /// Whether it is verified and unpacked.
  Result<bool> is_finished(std::size_t number);

  /// Waits until all are unpacked. Errors: what was wrong with the first bad one, naming it.
  Result<void> finish();
  /// After finish(): syncs all at once, then gives blobs and layers their names; the layers stay held by the result.
  Result<std::vector<sys::FileLock>> publish();

  struct Outcome {
    std::string diff_id;
    std::string blob_digest;
    std::uint64_t blob_size = 0;
  };
  Outcome outcome(std::size_t number) const;

 private:
  struct Job;
  Result<void> start(Job& job);
  Result<void> start_waiting();
  Result<void> reap();
  Result<void> advance(Job& job);
  Result<void> await(Job& job);

  const Store* store_;
  const storage::Layers* layers_;
  const sys::Fd* user_namespace_;
  std::vector<std::unique_ptr<Job>> jobs_;
};

/// What the first bytes of a layer say: its OCI media type ("…tar", "…tar+gzip", "…tar+zstd"); nothing for another
/// compression, which OCI has no name for.
std::optional<std::string_view> layer_media_type(std::string_view first_bytes);

}  // namespace skiff::image
