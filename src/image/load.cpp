#include <map>

#include <skiff/base/foreign_json.hpp>
#include <skiff/base/text.hpp>
#include <skiff/image/archive.hpp>
#include <skiff/image/layer_intake.hpp>
#include <skiff/spec/image_reference.hpp>
#include <skiff/storage/digest.hpp>

#include "archive_files.hpp"
#include "select_manifest.hpp"

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
  Loader(const Destination& destination, ArchiveFiles files, spec::Platform platform)
      : destination_(destination),
        files_(std::move(files)),
        platform_(std::move(platform)),
        intake_(destination.store, destination.layers, destination.user_namespace) {}

  Result<std::vector<std::string>> run() {
    if (files_.has("manifest.json")) {
      TRY(find_docker_images());
    } else if (files_.has("index.json")) {
      TRY(find_oci_images());
    } else {
      return std::unexpected(Error(ErrorKind::corrupt, "it is neither a docker archive nor an OCI archive")
                                 .with_hint("a tar of a root file system becomes an image with skiff import"));
    }
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

  /// A blob of an OCI archive, whose name is its digest.
  Result<std::string> document(const spec::OciDescriptor& descriptor) {
    const std::string path = "blobs/sha256/" + spec::digest_hex(descriptor.digest);
    TRY_ASSIGN(const std::string digest, files_.digest(path));
    if (digest != descriptor.digest) return fail(ErrorKind::corrupt, "{} has the digest {} instead", path, digest);
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
        image.paths.push_back("blobs/sha256/" + spec::digest_hex(layer.digest));
        TRY_ASSIGN(const std::string digest, files_.digest(image.paths.back()));
        if (digest != layer.digest) return fail(ErrorKind::corrupt, "{} has the digest {} instead", image.paths.back(), digest);
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
      const std::size_t slash = found->second.find('/');
      const std::string first = found->second.substr(0, slash);
      const bool has_registry = slash != std::string::npos && (first == "localhost" || first.find_first_of(".:") != std::string::npos);
      TRY_ASSIGN(const auto reference, spec::parse_image_reference(has_registry ? found->second : "localhost/" + found->second));
      return reference.text();
    }
    return std::string();
  }

  /// A file that is the layer of several images is taken once.
  Result<void> take_layers(FoundImage& image) {
    for (std::size_t i = 0; i < image.paths.size(); ++i) {
      const std::string& diff_id = image.parsed.rootfs.diff_ids[i];
      // Two names of one layer, by a link, are one.
      image.paths[i] = files_.final_path(image.paths[i]).value_or(image.paths[i]);
      if (taken_.contains(image.paths[i])) continue;
      TRY_ASSIGN(const std::string digest, files_.digest(image.paths[i]));
      spec::OciDescriptor descriptor;
      TRY_ASSIGN(const std::string first, files_.beginning(image.paths[i]));
      descriptor.media_type = layer_media_type(first).value_or(spec::media_type::oci_layer);
      descriptor.digest = digest;
      descriptor.size = static_cast<std::int64_t>(files_.size(image.paths[i]));
      TRY_ASSIGN(auto held, destination_.layers.hold(diff_id));
      TRY_ASSIGN(BlobWriter blob, files_.take(image.paths[i]));
      TRY(intake_.add_written(std::move(blob), {diff_id, digest, !held}));
      if (held) holds_.push_back(*std::move(held));
      taken_[image.paths[i]] = std::move(descriptor);
    }
    return {};
  }

  Result<std::string> store(const FoundImage& image) {
    std::vector<spec::OciDescriptor> layers;
    for (const std::string& path : image.paths) layers.push_back(taken_[path]);
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
  ArchiveFiles files_;
  spec::Platform platform_;
  LayerIntake intake_;
  std::vector<FoundImage> images_;
  std::map<std::string, spec::OciDescriptor> taken_;
  std::vector<sys::FileLock> holds_;
};

}  // namespace

Result<std::vector<std::string>> load_archive(const Destination& destination, const sys::Fd& input,
                                              const spec::Platform& platform) {
  TRY_ASSIGN(ArchiveFiles files, ArchiveFiles::read(destination.store, input));
  return Loader(destination, std::move(files), platform).run();
}

}  // namespace skiff::image
