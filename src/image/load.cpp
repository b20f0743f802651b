#include <map>
#include <set>

#include <skiff/base/foreign_json.hpp>
#include <skiff/base/text.hpp>
#include <skiff/image/archive.hpp>
#include <skiff/image/layer_intake.hpp>
#include <skiff/spec/image_reference.hpp>
#include <skiff/storage/digest.hpp>

#include "archive_files.hpp"
#include "select_manifest.hpp"
#include "space.hpp"

namespace skiff::image {

/// One element of docker's manifest.json (docker image specification 1.2).
struct DockerArchiveImage {
  static constexpr auto json_case = base::JsonCase::pascal;
  std::string config;
  std::vector<std::string> repo_tags;
  std::vector<std::string> layers;
  bool operator==(const DockerArchiveImage&) const = default;
};
BOOST_DESCRIBE_STRUCT(DockerArchiveImage, (), (config, repo_tags, layers))

namespace {

constexpr std::size_t max_images = 256;

/// An image of the archive, before anything of it is in the store.
struct FoundImage {
  std::vector<std::string> names;
  std::string config;              ///< bytes
  std::string manifest;            ///< bytes; "" makes one
  std::string media_type;
  std::vector<std::string> paths;  ///< of its layers
  spec::OciImageConfig parsed;
};

class Loader {
 public:
  /// `free` is what the disk had before anything of the archive was written.
  Loader(const Destination& destination, ArchiveFiles files, spec::Platform platform, std::uint64_t free)
      : destination_(destination),
        free_(free),
        files_(std::move(files)),
        platform_(std::move(platform)),
        intake_(destination.store, destination.layers, destination.user_namespace) {}

  Result<std::vector<std::string>> run() {
    if (files_.has("manifest.json")) {
      TRY(find_docker_images());
    } else if (files_.has("index.json")) {
      TRY(find_oci_images());
    } else if (files_.is_empty()) {
      return fail(ErrorKind::corrupt, "the archive is empty");
    } else {
      return std::unexpected(Error(ErrorKind::corrupt, "it has neither docker's manifest.json nor OCI's index.json")
                                 .with_hint("a tar of a root file system becomes an image with skiff import"));
    }
    TRY(check_trees());
    for (FoundImage& image : images_) TRY(take_layers(image));
    TRY(intake_.finish());
    TRY_ASSIGN(auto holds, intake_.publish());
    std::ranges::move(holds, std::back_inserter(holds_));
    std::vector<std::string> loaded;
    for (const FoundImage& image : images_) {
      TRY_ASSIGN(const std::string id, store(image));
      if (image.names.empty()) loaded.push_back(id);
      loaded.insert(loaded.end(), image.names.begin(), image.names.end());
    }
    return loaded;
  }

 private:
  Result<void> find_docker_images() {
    TRY_ASSIGN(const std::string text, files_.text("manifest.json"));
    auto parsed = base::parse_foreign_record<std::vector<DockerArchiveImage>>(text);
    if (!parsed) return fail_with(std::move(parsed).error(), "manifest.json");
    const std::vector<DockerArchiveImage>& listed = *parsed;
    if (listed.empty() || listed.size() > max_images)
      return fail(ErrorKind::corrupt, "manifest.json names {} images", listed.size());
    for (const DockerArchiveImage& one : listed) {
      FoundImage image;
      TRY_ASSIGN(image.config, files_.text(one.config));
      image.paths = one.layers;
      TRY_ASSIGN(image.parsed, spec::parse_image_config(image.config, static_cast<int>(one.layers.size())));
      for (const std::string& tag : one.repo_tags) {
        TRY_ASSIGN(const spec::ImageReference reference, spec::parse_image_reference(tag));
        image.names.push_back(reference.text());
      }
      images_.push_back(std::move(image));
    }
    return {};
  }

  /// Where a blob of an OCI archive is, whose name is its digest. Errors: corrupt (it is not what its descriptor says).
  Result<std::string> checked_path(const spec::OciDescriptor& descriptor) {
    const std::string path = "blobs/sha256/" + spec::digest_hex(descriptor.digest);
    TRY_ASSIGN(const std::string digest, files_.digest(path));
    if (digest != descriptor.digest) return fail(ErrorKind::corrupt, "{} has the digest {} instead", path, digest);
    if (files_.size(path) != static_cast<std::uint64_t>(descriptor.size))
      return fail(ErrorKind::corrupt, "{} has {} bytes, but its descriptor says {}", path, files_.size(path), descriptor.size);
    return path;
  }

  Result<std::string> document(const spec::OciDescriptor& descriptor) {
    TRY_ASSIGN(const std::string path, checked_path(descriptor));
    return files_.text(path);
  }

  Result<void> find_oci_images() {
    TRY_ASSIGN(const std::string text, files_.text("index.json"));
    TRY_ASSIGN(const spec::OciIndex index, spec::parse_index(text));
    if (index.manifests.empty() || index.manifests.size() > max_images)
      return fail(ErrorKind::corrupt, "index.json names {} images", index.manifests.size());
    for (const spec::OciDescriptor& descriptor : index.manifests) {
      TRY_ASSIGN(const std::string bytes, document(descriptor));
      TRY_ASSIGN(SelectedManifest selected,
                 select_manifest({bytes, descriptor.media_type}, platform_,
                                 [&](const spec::OciDescriptor& next) -> Result<ManifestBytes> {
                                   TRY_ASSIGN(std::string more, document(next));
                                   return ManifestBytes{std::move(more), next.media_type};
                                 }));
      FoundImage image;
      TRY_ASSIGN(image.config, document(selected.parsed.config));
      TRY_ASSIGN(image.parsed, spec::parse_image_config(image.config, static_cast<int>(selected.parsed.layers.size())));
      for (const spec::OciDescriptor& layer : selected.parsed.layers) {
        TRY_ASSIGN(std::string path, checked_path(layer));
        image.paths.push_back(std::move(path));
      }
      image.manifest = std::move(selected.bytes);
      image.media_type = std::move(selected.media_type);
      if (auto name = name_of(descriptor); name && !name->empty()) image.names.push_back(*std::move(name));
      images_.push_back(std::move(image));
    }
    return {};
  }

  /// The name that an OCI archive's annotations give; a bare word is a local image's.
  static Result<std::string> name_of(const spec::OciDescriptor& descriptor) {
    for (const char* key : {"io.containerd.image.name", "org.opencontainers.image.ref.name"}) {
      const auto found = descriptor.annotations.find(key);
      if (found == descriptor.annotations.end()) continue;
      TRY_ASSIGN(const auto reference, spec::parse_local_reference(found->second));
      return reference.text();
    }
    return std::string();
  }

  /// Layers that are not compressed need about their size once more when they are unpacked.
  Result<void> check_trees() {
    std::uint64_t needed = 0;
    std::set<std::string> seen;
    for (const FoundImage& image : images_) {
      for (std::size_t i = 0; i < image.paths.size(); ++i) {
        TRY_ASSIGN(const std::string first, files_.beginning(image.paths[i]));
        TRY_ASSIGN(const bool has_tree, destination_.layers.has(image.parsed.rootfs.diff_ids[i]));
        if (has_tree || layer_media_type(first) != spec::media_type::oci_layer) continue;
        if (seen.insert(files_.final_path(image.paths[i]).value_or("")).second) needed += files_.size(image.paths[i]);
      }
    }
    TRY_ASSIGN(const std::uint64_t left, free_space(destination_.store));
    if (needed <= left) return {};
    return check_space(needed + (free_ > left ? free_ - left : 0), free_);
  }

  /// A file that is the layer of several images is taken once.
  Result<void> take_layers(FoundImage& image) {
    for (std::size_t i = 0; i < image.paths.size(); ++i) {
      const std::string& diff_id = image.parsed.rootfs.diff_ids[i];
      // Two names of one layer, by a link, are one.
      image.paths[i] = files_.final_path(image.paths[i]).value_or(image.paths[i]);
      if (const auto known = taken_.find(image.paths[i]); known != taken_.end()) {
        if (known->second.diff_id != diff_id) return fail(ErrorKind::corrupt, "{} is named with two diff ids", image.paths[i]);
        continue;
      }
      TRY_ASSIGN(const std::string digest, files_.digest(image.paths[i]));
      spec::OciDescriptor descriptor;
      TRY_ASSIGN(const std::string first, files_.beginning(image.paths[i]));
      descriptor.media_type = layer_media_type(first).value_or(spec::media_type::oci_layer);
      descriptor.digest = digest;
      descriptor.size = static_cast<std::int64_t>(files_.size(image.paths[i]));
      TRY_ASSIGN(auto held, destination_.layers.hold(diff_id));
      TRY_ASSIGN(BlobWriter blob, files_.take(image.paths[i]));
      // A tree that is there says nothing of this file: unless it was compared once, it is unpacked to compare it.
      const bool is_known = held && destination_.store.is_known_layer(digest, diff_id);
      TRY(intake_.add_written(std::move(blob), {diff_id, digest, !is_known}));
      if (held) holds_.push_back(*std::move(held));
      taken_[image.paths[i]] = {diff_id, std::move(descriptor)};
    }
    return {};
  }

  Result<std::string> store(const FoundImage& image) {
    std::vector<spec::OciDescriptor> layers;
    for (const std::string& path : image.paths) layers.push_back(taken_[path].descriptor);
    if (image.manifest.empty()) return store_documents(image, layers);
    TRY_ASSIGN(const spec::OciManifest manifest, spec::parse_manifest(image.manifest));
    return add(image, image.manifest, manifest);
  }

  Result<std::string> store_documents(const FoundImage& image, const std::vector<spec::OciDescriptor>& layers) {
    spec::OciManifest manifest;
    manifest.schema_version = 2;
    manifest.media_type = spec::media_type::oci_manifest;
    manifest.config.media_type = spec::media_type::oci_config;
    manifest.config.size = static_cast<std::int64_t>(image.config.size());
    manifest.layers = layers;
    // The configuration's bytes stay as they are: the image's id is their digest.
    TRY_ASSIGN(manifest.config.digest, storage::sha256_of(image.config));
    base::json::value document = base::to_json(manifest);
    if (layers.empty()) document.as_object()["layers"] = base::json::array();
    return add(image, base::json_text(document), manifest);
  }

  Result<std::string> add(const FoundImage& image, const std::string& bytes, const spec::OciManifest& manifest) {
    TRY(destination_.store.write_blob(image.config));
    TRY_ASSIGN(Entry entry, store_manifest(destination_.store, bytes, manifest,
                                           image.media_type.empty() ? manifest.media_type : image.media_type));
    if (image.names.empty()) TRY(destination_.store.add(entry, manifest));
    for (const std::string& name : image.names) {
      entry.name = name;
      TRY(destination_.store.add(entry, manifest));
    }
    return spec::digest_hex(manifest.config.digest);
  }

  Destination destination_;
  std::uint64_t free_;
  ArchiveFiles files_;
  spec::Platform platform_;
  LayerIntake intake_;
  std::vector<FoundImage> images_;
  struct Taken {
    std::string diff_id;
    spec::OciDescriptor descriptor;
  };
  std::map<std::string, Taken> taken_;
  std::vector<sys::FileLock> holds_;
};

}  // namespace

Result<std::vector<std::string>> load_archive(const Destination& destination, const sys::Fd& input,
                                              const spec::Platform& platform) {
  TRY_ASSIGN(const std::uint64_t free, free_space(destination.store));
  TRY(check_space(bytes_of(input), free));
  auto files = ArchiveFiles::read(destination.store, input);
  if (!files) return std::unexpected(with_figures(std::move(files).error(), free));
  auto loaded = Loader(destination, *std::move(files), platform, free).run();
  if (!loaded) return std::unexpected(with_figures(std::move(loaded).error(), free));
  return loaded;
}

}  // namespace skiff::image
