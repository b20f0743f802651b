#include "select_manifest.hpp"

#include <skiff/base/text.hpp>
#include <skiff/storage/digest.hpp>

namespace skiff::image {

namespace {

constexpr int max_depth = 3;

/// The descriptor for a platform. An index whose only manifest names no platform means that one.
Result<spec::OciDescriptor> choose(const spec::OciIndex& index, const spec::Platform& wanted) {
  std::vector<spec::Platform> platforms;
  std::string known;
  for (const spec::OciDescriptor& descriptor : index.manifests) {
    platforms.push_back(descriptor.platform.value_or(spec::Platform{}));
    if (!descriptor.platform || descriptor.platform->os == "unknown") continue;
    if (known.size() < 400) known += (known.empty() ? "" : ", ") + base::escape_control(descriptor.platform->text(), 60);
  }
  const int best = spec::best_platform(wanted, platforms);
  if (best >= 0) return index.manifests[static_cast<std::size_t>(best)];
  if (index.manifests.size() == 1 && !index.manifests[0].platform) return index.manifests[0];
  return fail(ErrorKind::not_found, "there is no image for {}, only for {}", wanted.text(), known.empty() ? "none" : known);
}

}  // namespace

Result<SelectedManifest> select_manifest(ManifestBytes first, const spec::Platform& wanted,
                                         const std::function<Result<ManifestBytes>(const spec::OciDescriptor&)>& fetch) {
  SelectedManifest selected;
  ManifestBytes current = std::move(first);
  for (int depth = 0; depth <= max_depth; ++depth) {
    TRY_ASSIGN(const spec::ManifestKind kind, spec::manifest_kind(current.bytes, current.media_type));
    if (kind == spec::ManifestKind::manifest) {
      TRY_ASSIGN(selected.parsed, spec::parse_manifest(current.bytes));
      const auto& own = selected.parsed.media_type;
      selected.media_type = !own.empty() ? own : std::string(spec::media_type::oci_manifest);
      selected.bytes = std::move(current.bytes);
      return selected;
    }
    if (selected.list_digest.empty()) {
      TRY_ASSIGN(selected.list_digest, storage::sha256_of(current.bytes));
    }
    TRY_ASSIGN(const spec::OciIndex index, spec::parse_index(current.bytes));
    TRY_ASSIGN(const spec::OciDescriptor descriptor, choose(index, wanted));
    TRY_ASSIGN(current, fetch(descriptor));
    TRY_ASSIGN(const std::string digest, storage::sha256_of(current.bytes));
    if (digest != descriptor.digest || current.bytes.size() != static_cast<std::uint64_t>(descriptor.size))
      return fail(ErrorKind::corrupt, "manifest {} has the digest {} and {} bytes instead", descriptor.digest, digest,
                  current.bytes.size());
    // The index's own word for it must hold, too.
    if (!descriptor.media_type.empty()) TRY(spec::manifest_kind(current.bytes, descriptor.media_type));
  }
  return fail(ErrorKind::corrupt, "its indexes are nested more than {} deep", max_depth);
}

}  // namespace skiff::image
