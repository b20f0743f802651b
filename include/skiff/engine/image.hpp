#pragma once

#include <functional>
#include <optional>
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

/// For which machine an image is wanted: the whole in one word, or parts of it. "" is this machine's.
struct PlatformWish {
  std::string platform;  ///< "linux/arm64/v8"
  std::string os;
  std::string architecture;
  std::string variant;
  bool is_empty() const { return platform.empty() && os.empty() && architecture.empty() && variant.empty(); }
};

struct PullOptions {
  spec::RegistryAccess registry;
  PlatformWish platform;
  /// How often it is begun anew where the registry could not be reached or did not come to its end.
  std::uint64_t retries = 0;
  std::optional<base::Duration> retry_delay;  ///< none is a second, and each time twice as long
  spec::PullProgress progress;
};

/// Pulls by tag or digest and names it; the image's id (64 hex digits).
Result<std::string> pull(Context& context, const std::string& reference, const PullOptions& options);
/// The image's id, fetched as the policy says. Errors: as pull(); not_found (`never`, and it is not there).
Result<std::string> obtain(Context& context, const std::string& reference, PullPolicy policy, const PullOptions& options);
/// All tags that the registry has of a repository, as full names. Errors: as pull(); invalid (with a tag or digest).
Result<std::vector<std::string>> tags_of(Context& context, const std::string& repository, const PullOptions& options);
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
  PlatformWish platform;
  std::function<void(std::string_view line)> note = {};  ///< told that a download begins
};
/// A tar of a root file system becomes an image of one layer; its id.
Result<std::string> import(Context& context, const ArchiveSource& source, const ImportOptions& options);
/// The same of a tar at an http or https URL. Errors: also unreachable, timed_out, not_found, denied.
Result<std::string> import_url(Context& context, const std::string& url, const ImportOptions& options);

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
