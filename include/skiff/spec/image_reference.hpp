#pragma once

#include <string>
#include <string_view>

#include <skiff/base/result.hpp>

namespace skiff::spec {

/// A full image name: registry/repository[:tag][@digest].
struct ImageReference {
  std::string registry;    ///< "docker.io", "localhost:5000"
  std::string repository;  ///< "library/alpine"
  std::string tag;         ///< "latest" where neither tag nor digest was given; may be empty beside a digest
  std::string digest;      ///< "sha256:<64 hex>" or empty

  /// registry/repository:tag, or registry/repository@digest.
  std::string text() const;
  std::string name() const;  ///< registry/repository
  bool operator==(const ImageReference&) const = default;
};

/// Docker's rules: the first part is a registry if it has a dot or a colon or is "localhost"; else docker.io, and a single
/// name gets "library/". "docker://" is accepted before it. "index.docker.io" is docker.io. Lengths and letters as the
/// distribution specification. Errors: invalid, naming the reference and the rule.
Result<ImageReference> parse_image_reference(std::string_view text);

/// Whether a name begins with a registry.
bool has_registry(std::string_view text);
/// The name that an image gets here (tag, import, load): without a registry it is a local image's, "localhost/NAME".
/// Errors: invalid, naming what was given (a digest is no name).
Result<ImageReference> parse_local_reference(std::string_view text);

}  // namespace skiff::spec
