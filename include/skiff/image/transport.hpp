#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/spec/image_reference.hpp>
#include <skiff/spec/registry_access.hpp>

/// Where images come from over a network. The registry is the one implementation.
namespace skiff::image {

/// A manifest or index as the registry sent it; not yet verified against a digest by the transport.
struct FetchedManifest {
  std::string bytes;       ///< at most 4 MiB
  std::string media_type;  ///< Content-Type without parameters
};

/// One blob to fetch. `size` is what the manifest says: the transport stops at size + 1 with an error.
struct BlobRequest {
  std::string digest;  ///< "sha256:<64 hex>"
  std::uint64_t size = 0;
  /// Takes the next bytes, in order. An error ends this and all other fetches.
  std::function<Result<void>(std::string_view bytes)> sink;
  /// Called when all bytes of this blob came.
  std::function<Result<void>()> done;
};

class Transport {
 public:
  virtual ~Transport() = default;
  /// By tag or digest of `reference`, or by `digest` when given (a platform's manifest of an index).
  /// Errors: not_found, denied (authentication; says which user was tried), unreachable, corrupt, timed_out.
  virtual Result<FetchedManifest> manifest(const spec::ImageReference& reference, std::string_view digest) = 0;
  /// All tags of a repository, in the registry's order. Errors: as manifest(); no_space (more than 10000).
  virtual Result<std::vector<std::string>> tags(const spec::ImageReference& reference) = 0;
  /// Fetches blobs, several at once, in this thread; returns when all are done or at the first error.
  virtual Result<void> blobs(const spec::ImageReference& reference, std::vector<BlobRequest> requests) = 0;
};

struct RegistryOptions {
  spec::RegistryAccess access;
  /// Takes a line about what a person should know although the pull goes on; may be empty.
  std::function<void(std::string_view)> warn;
  /// Asked while it waits for the network, about once a second: its error ends what is under way; may be empty.
  std::function<Result<void>()> check;
};
Result<std::unique_ptr<Transport>> open_registry(const RegistryOptions& options);

}  // namespace skiff::image
