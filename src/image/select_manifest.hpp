#pragma once

#include <functional>
#include <string>

#include <skiff/base/result.hpp>
#include <skiff/spec/oci_image.hpp>
#include <skiff/spec/platform.hpp>

namespace skiff::image {

struct ManifestBytes {
  std::string bytes;
  std::string media_type;  ///< as it was announced; "" if it was not
};

struct SelectedManifest {
  std::string bytes;
  std::string media_type;
  spec::OciManifest parsed;
  std::string list_digest;  ///< of the outermost index; "" if there was none
};

/// Follows indexes (at most three deep) to the manifest for `wanted`. `fetch` gives the document of a descriptor; its
/// size and digest are verified here. Errors: not_found (no image for the platform, naming those there are), corrupt.
Result<SelectedManifest> select_manifest(ManifestBytes first, const spec::Platform& wanted,
                                         const std::function<Result<ManifestBytes>(const spec::OciDescriptor&)>& fetch);

}  // namespace skiff::image
