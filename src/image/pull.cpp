#include <skiff/image/pull.hpp>

#include <map>

#include <skiff/base/text.hpp>
#include <skiff/image/layer_intake.hpp>
#include <skiff/storage/digest.hpp>

#include "select_manifest.hpp"
#include "space.hpp"

namespace skiff::image {

namespace {

constexpr std::size_t max_config = std::size_t{4} << 20;
constexpr int max_attempts = 3;

/// One run through; another process that removes a shared blob meanwhile makes it start again.
class Pull {
 public:
  Pull(const Destination& destination, Transport& transport, const PullRequest& request, std::uint64_t free)
      : destination_(destination),
        free_(free),
        transport_(transport),
        request_(request),
        intake_(destination.store, destination.layers, destination.user_namespace) {
    intake_.check = request.check;
    if (request.events.layer_unpacked) {
      intake_.on_unpacked = [this](std::size_t number, std::uint64_t bytes) {
        const auto layer = std::ranges::find(waiting_, number, &Waiting::number);
        if (layer != waiting_.end()) request_.events.layer_unpacked(layer->digest, bytes);
      };
    }
  }

  Result<PulledImage> run() {
    TRY(fetch_manifest());
    TRY(fetch_config());
    TRY(check_blobs());
    TRY(fetch_layers());
    TRY(intake_.finish());
    for (std::size_t i = 0; i < waiting_.size(); ++i) tell_finished(i);
    TRY_ASSIGN(auto holds, intake_.publish());
    std::ranges::move(holds, std::back_inserter(holds_));
    TRY(destination_.store.write_blob(config_text_));
    TRY_ASSIGN(Entry entry, store_manifest(destination_.store, manifest_.bytes, manifest_.parsed, manifest_.media_type));
    entry.list_digest = manifest_.list_digest;
    if (request_.reference.digest.empty())
      entry.name = request_.reference.text();
    else
      entry.origin = request_.reference.name();
    TRY(destination_.store.add(entry, manifest_.parsed));
    return PulledImage{spec::digest_hex(manifest_.parsed.config.digest), {config_.architecture, config_.os, config_.variant}};
  }

 private:
  Result<void> fetch_manifest() {
    const std::string& wanted = request_.reference.digest;
    TRY_ASSIGN(FetchedManifest first, transport_.manifest(request_.reference, wanted));
    if (!wanted.empty()) {
      TRY_ASSIGN(const std::string digest, storage::sha256_of(first.bytes));
      if (digest != wanted) return fail(ErrorKind::corrupt, "the registry sent a manifest with the digest {} instead", digest);
    }
    TRY_ASSIGN(manifest_, select_manifest({std::move(first.bytes), std::move(first.media_type)}, request_.platform,
                                          [&](const spec::OciDescriptor& next) -> Result<ManifestBytes> {
                                            TRY_ASSIGN(FetchedManifest more, transport_.manifest(request_.reference, next.digest));
                                            return ManifestBytes{std::move(more.bytes), std::move(more.media_type)};
                                          }));
    return {};
  }

  Result<void> fetch_config() {
    const spec::OciDescriptor& descriptor = manifest_.parsed.config;
    if (static_cast<std::uint64_t>(descriptor.size) > max_config)
      return fail(ErrorKind::no_space, "the image configuration has {} bytes; at most {} are taken", descriptor.size, max_config);
    if (auto stored = destination_.store.read_blob(descriptor.digest, max_config); stored) {
      config_text_ = *std::move(stored);
    } else {
      BlobRequest blob;
      blob.digest = descriptor.digest;
      blob.size = static_cast<std::uint64_t>(descriptor.size);
      blob.sink = [&](std::string_view bytes) -> Result<void> {
        config_text_ += bytes;
        return {};
      };
      blob.done = [] { return Result<void>(); };
      std::vector<BlobRequest> requests;
      requests.push_back(std::move(blob));
      TRY(transport_.blobs(request_.reference, std::move(requests)));
    }
    TRY_ASSIGN(const std::string digest, storage::sha256_of(config_text_));
    if (digest != descriptor.digest || config_text_.size() != static_cast<std::uint64_t>(descriptor.size))
      return fail(ErrorKind::corrupt, "the image configuration {} has the digest {} and {} bytes instead", descriptor.digest,
                  digest, config_text_.size());
    TRY_ASSIGN(config_, spec::parse_image_config(config_text_, static_cast<int>(manifest_.parsed.layers.size())));
    return {};
  }

  /// What the manifest says must fit, before anything is fetched: a full disk halfway costs its other users more.
  Result<void> check_blobs() {
    std::uint64_t needed = 0;
    for (const spec::OciDescriptor& layer : manifest_.parsed.layers) {
      TRY_ASSIGN(const auto stored, destination_.store.blob_size(layer.digest));
      const auto size = static_cast<std::uint64_t>(layer.size);
      if (stored && *stored != size)
        return fail(ErrorKind::corrupt, "layer {} has {} bytes, but the manifest says {}", layer.digest, *stored, size);
      if (stored) continue;
      if (needed + size < needed) return fail(ErrorKind::corrupt, "the sizes of the layers are impossible");
      needed += size;
    }
    return check_space(needed, free_);
  }

  Result<void> fetch_layers() {
    std::vector<BlobRequest> requests;
    std::map<std::string, std::pair<std::string, std::int64_t>> seen;  // digest -> diff id, size
    for (std::size_t i = 0; i < manifest_.parsed.layers.size(); ++i) {
      const spec::OciDescriptor& layer = manifest_.parsed.layers[i];
      const std::string& diff_id = config_.rootfs.diff_ids[i];
      const auto [known, is_new] = seen.emplace(layer.digest, std::pair(diff_id, layer.size));
      if (!is_new) {
        if (known->second != std::pair(diff_id, layer.size))
          return fail(ErrorKind::corrupt, "layer {} is named with two diff ids or sizes", layer.digest);
        continue;
      }
      TRY(plan_layer(layer, diff_id, requests));
    }
    if (requests.empty()) return {};
    return transport_.blobs(request_.reference, std::move(requests));
  }

  Result<void> plan_layer(const spec::OciDescriptor& layer, const std::string& diff_id, std::vector<BlobRequest>& requests) {
    const auto size = static_cast<std::uint64_t>(layer.size);
    TRY_ASSIGN(auto held, destination_.layers.hold(diff_id));
    TRY_ASSIGN(const bool has_blob, destination_.store.has_blob(layer.digest));
    const bool has_tree = held.has_value();
    if (held) holds_.push_back(*std::move(held));
    if (request_.events.layer_started) request_.events.layer_started(layer.digest, size);
    // A tree that is there says nothing of the blob that the manifest names: unless both were compared once, it is
    // unpacked to compare them.
    if (has_tree && has_blob && destination_.store.is_known_layer(layer.digest, diff_id)) {
      if (request_.events.layer_done) request_.events.layer_done(layer.digest, true);
      return {};
    }
    if (has_blob) {
      TRY_ASSIGN(const std::size_t number, intake_.add_stored(layer.digest, diff_id));
      waiting_.push_back({number, layer.digest, false});
      return {};
    }
    TRY_ASSIGN(const std::size_t number, intake_.add({diff_id, layer.digest}));
    waiting_.push_back({number, layer.digest, false});
    BlobRequest blob;
    blob.digest = layer.digest;
    blob.size = size;
    auto received = std::make_shared<std::uint64_t>(0);
    blob.sink = [this, number, received, size, digest = layer.digest](std::string_view bytes) -> Result<void> {
      *received += bytes.size();
      if (*received > size) return fail(ErrorKind::corrupt, "layer {} is larger than the manifest says", digest);
      TRY(intake_.write(number, bytes));
      if (request_.events.layer_advanced) request_.events.layer_advanced(digest, *received);
      return {};
    };
    blob.done = [this, number, received, size, digest = layer.digest]() -> Result<void> {
      if (*received != size)
        return fail(ErrorKind::corrupt, "layer {} has {} bytes, but the manifest says {}", digest, *received, size);
      TRY(intake_.end(number));
      for (std::size_t i = 0; i < waiting_.size(); ++i) {
        TRY_ASSIGN(const bool is_finished, intake_.is_finished(waiting_[i].number));
        if (is_finished) tell_finished(i);
      }
      return {};
    };
    requests.push_back(std::move(blob));
    return {};
  }

  void tell_finished(std::size_t index) {
    Waiting& layer = waiting_[index];
    if (std::exchange(layer.is_told, true)) return;
    if (request_.events.layer_done) request_.events.layer_done(layer.digest, false);
  }

  struct Waiting {
    std::size_t number;
    std::string digest;
    bool is_told;
  };
  Destination destination_;
  std::uint64_t free_;  ///< before anything was written
  Transport& transport_;
  const PullRequest& request_;
  LayerIntake intake_;
  SelectedManifest manifest_;
  std::string config_text_;
  spec::OciImageConfig config_;
  std::vector<Waiting> waiting_;
  std::vector<sys::FileLock> holds_;
};

}  // namespace

Result<PulledImage> pull_image(const Destination& destination, Transport& transport, const PullRequest& request) {
  TRY_ASSIGN(const std::uint64_t free, free_space(destination.store));
  for (int attempt = 1;; ++attempt) {
    auto pulled = Pull(destination, transport, request, free).run();
    if (pulled) return pulled;
    if (pulled.error().kind() != ErrorKind::wrong_state || attempt == max_attempts)
      return std::unexpected(with_figures(std::move(pulled).error(), free));
  }
}

}  // namespace skiff::image
