#pragma once

#include <string>
#include <vector>

#include <skiff/base/json.hpp>
#include <skiff/base/result.hpp>
#include <skiff/engine/context.hpp>
#include <skiff/spec/filter.hpp>
#include <skiff/spec/pull_progress.hpp>
#include <skiff/spec/registry_access.hpp>

namespace skiff::engine {

enum class PullPolicy { missing, always, never, newer };

struct PullOptions {
  spec::RegistryAccess registry;
  std::string platform;  ///< "linux/arm64/v8"; "" is this machine's
  spec::PullProgress progress;
};

/// Pulls by tag or digest and names it; the image's id (64 hex digits).
Result<std::string> pull(Context& context, const std::string& reference, const PullOptions& options);
/// Where an archive comes from.
struct ArchiveSource {
  int descriptor = -1;  ///< the caller's
  std::string name;     ///< as it was given, for messages; "" for standard input
};
/// docker-archive or OCI archive in any compression; the names (or ids) that were loaded.
Result<std::vector<std::string>> load(Context& context, const ArchiveSource& source);
struct ImportOptions {
  std::string reference;             ///< "" leaves it without a name
  std::vector<std::string> changes;  ///< "CMD [\"sh\"]", "ENV A=b" …
  std::string message;
};
/// A tar of a root file system becomes an image of one layer; its id.
Result<std::string> import(Context& context, const ArchiveSource& source, const ImportOptions& options);

struct ImageSummary {
  std::string id;
  std::string digest;      ///< of the manifest
  std::string repository;  ///< "<none>" without a name
  std::string tag;
  base::Time created = base::no_time;
  std::uint64_t size = 0;  ///< bytes of its unpacked layers
  bool is_corrupt = false;
  std::vector<std::string> names;               ///< all that the image has, sorted
  std::vector<std::string> repository_digests;
  std::map<std::string, std::string> labels;
  std::size_t containers = 0;  ///< that were made of it; 0 where they were not asked for
};
struct ImageListOptions {
  std::string name;  ///< only rows of this name or pattern of one ("alpine", "*:3"), or of an image whose id begins so
  std::vector<spec::Filter> filters;  ///< dangling, label, reference, before, since, until, id, digest, containers …
  bool is_counting_containers = false;
};
/// One row a name, and one for an image without any; newest first. Errors: invalid (a filter), not_found (an image that a
/// filter names).
Result<std::vector<ImageSummary>> list_images(Context& context, const ImageListOptions& options = {});
/// The JSON object of `image inspect`, in podman's and docker's field names.
Result<base::json::value> inspect_image(Context& context, const std::string& name);
struct HistoryEntry {
  std::string id;  ///< of the image for its newest entry, else "<missing>"
  base::Time created = base::no_time;
  std::string created_by;
  std::uint64_t size = 0;
  std::string comment;
};
Result<std::vector<HistoryEntry>> image_history(Context& context, const std::string& name);
Result<void> tag(Context& context, const std::string& name, const std::string& reference);
/// Takes names from an image, without `references` all of them; the image stays. Errors: not_found.
Result<void> untag(Context& context, const std::string& name, const std::vector<std::string>& references);
Result<bool> image_exists(Context& context, const std::string& name);
struct RemovedImage {
  std::vector<std::string> untagged;
  std::vector<std::string> deleted;
};
/// Removes a name, and the image with its unshared blobs and layers when it was the last. Errors: in_use (a container
/// uses it; with `is_forced` those containers are removed first), not_found, denied (several names and an id was given).
Result<RemovedImage> remove_image(Context& context, const std::string& name, bool is_forced);
struct PruneImagesOptions {
  bool is_all = false;  ///< also images with a name
  std::vector<spec::Filter> filters;
};
struct PrunedImages {
  RemovedImage removed;
  std::uint64_t reclaimed = 0;  ///< bytes of unpacked layers
};
/// Removes images that no container uses. Errors: as list_images().
Result<PrunedImages> prune_images(Context& context, const PruneImagesOptions& options);

}  // namespace skiff::engine
