#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/storage/worker.hpp>
#include <skiff/sys/aside.hpp>
#include <skiff/sys/fd.hpp>
#include <skiff/sys/lock.hpp>
#include <skiff/sys/shared_count.hpp>

/// Unpacked layers: ROOT/layers/<map>/<diff id in hex>/{tree,layer.json,lock}. A layer is there if its final name is.
/// Diff ids are "sha256:<64 hex>" everywhere; others are refused.
namespace skiff::storage {

/// What an overlay is made of. While it is held no other process removes the layers: keep it until the container's
/// record, which names them, is on disk.
struct LayerStack {
  /// Directories relative to ROOT, topmost first: "layers/full/<hex>/tree". To be opened inside U and the mount
  /// namespace that makes the overlay. Rootless overlays need `userxattr` (opaque directories are marked user.overlay.opaque).
  std::vector<std::string> lowers;
  std::vector<sys::FileLock> holds;
};

/// In a count of UnpackSource::progress: it is the last one.
constexpr std::uint64_t last_mark = std::uint64_t{1} << 63;

/// One layer being made from a blob that grows or is complete.
struct UnpackSource {
  const sys::Fd* blob = nullptr;  ///< read with pread(2) from 0
  /// Pipe of counts: each 8 bytes (native order) say how many bytes of the blob there are by now; the last one has
  /// `last_mark` too. Null: the blob is complete.
  const sys::Fd* progress = nullptr;
  std::uint64_t size = 0;         ///< of a complete blob
  const sys::SharedCount* consumed = nullptr;  ///< told how much of the blob is unpacked; null: not wanted
};

class LayerUnpack;

class Layers {
 public:
  /// Opens (makes) the directory of one map: "full", "single" or a hash of another one.
  static Result<Layers> open(const sys::Fd& root, const std::string& map);

  const std::string& map() const { return map_; }
  Result<bool> has(const std::string& diff_id) const;
  /// A shared lock on a layer that is there; nothing if it is not.
  Result<std::optional<sys::FileLock>> hold(const std::string& diff_id) const;
  /// The trees of an image (lowest diff id first), held. Where an upper archive only implied a directory that a lower one
  /// has with another owner or mode, a small layer of such directories is made, cached and put on top.
  /// Errors: not_found (a layer is missing: pull the image again), corrupt.
  Result<LayerStack> stack(const std::vector<std::string>& diff_ids, const sys::Fd& user_namespace) const;
  /// Bytes of a layer's files, as its archive had them.
  Result<std::uint64_t> size(const std::string& diff_id) const;
  Result<std::vector<std::string>> diff_ids() const;
  /// Takes a layer out of sight, quickly: sweep() deletes it. One that another process holds is left (false).
  Result<bool> move_to_trash(const std::string& diff_id) const;
  /// Deletes what was hidden, and what dead processes left half made.
  /// `tell` is called before, if there is any.
  Result<void> sweep(const sys::Fd& user_namespace, const std::function<void()>& tell = {}) const;
  /// syncfs(2): all layers that are finished but not yet published reach the disk in one go.
  Result<void> sync() const;

 private:
  friend class LayerUnpack;
  Result<std::vector<sys::FileLock>> hold_all(const std::vector<std::string>& diff_ids) const;
  Result<std::string> fix_up(const std::vector<std::string>& diff_ids, const sys::Fd& user_namespace) const;
  sys::Aside aside() const { return {directory_, ".aside"}; }
  Layers(sys::Fd directory, std::string map) : directory_(std::move(directory)), map_(std::move(map)) {}
  sys::Fd directory_;
  std::string map_;
};

/// Unpacks one archive aside in a worker. Nothing is visible before publish(); destroying it undoes everything.
class LayerUnpack {
 public:
  /// `expected` is the diff id to be verified; "" takes the archive's own (import).
  /// `layers` and `user_namespace` must outlive it.
  static Result<LayerUnpack> start(const Layers& layers, const UnpackSource& source, const std::string& expected,
                                   const sys::Fd& user_namespace);
  LayerUnpack(LayerUnpack&&) noexcept = default;
  LayerUnpack& operator=(LayerUnpack&&) = delete;
  ~LayerUnpack();

  Result<bool> try_finish();  ///< true once the worker has ended well
  /// Waits until the worker has ended, at most so long.
  void wait(std::chrono::milliseconds patience) const;
  Result<void> finish();
  /// After finish() and Layers::sync(): renames to its final name and holds it. That it is there by now is no error.
  Result<sys::FileLock> publish();
  const std::string& diff_id() const { return diff_id_; }
  std::uint64_t size() const { return size_; }  ///< bytes of files

 private:
  LayerUnpack(const Layers& layers, sys::AsideEntry entry, Worker worker)
      : layers_(&layers), worker_(std::move(worker)), entry_(std::move(entry)) {}
  Result<void> accept(const std::string& report);
  const Layers* layers_;
  std::optional<Worker> worker_;  ///< none once it has ended
  sys::AsideEntry entry_;
  std::string diff_id_;
  std::uint64_t size_ = 0;
  const sys::Fd* user_namespace_ = nullptr;
};

}  // namespace skiff::storage
