#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <skiff/base/result.hpp>
#include <skiff/image/archive.hpp>
#include <skiff/image/transport.hpp>
#include <skiff/spec/image_reference.hpp>
#include <skiff/spec/platform.hpp>
#include <skiff/spec/pull_progress.hpp>

namespace skiff::image {

struct PullRequest {
  spec::ImageReference reference;
  spec::Platform platform;
  spec::PullProgress events;
  /// Asked while it waits: its error ends the pull; may be empty.
  std::function<Result<void>()> check;
};

struct PulledImage {
  std::string id;
  spec::Platform platform;  ///< that the image says it is for
};

/// Brings an image into the store. Nothing of it is visible before all its digests, sizes and diff ids are verified.
Result<PulledImage> pull_image(const Destination& destination, Transport& transport, const PullRequest& request);

}  // namespace skiff::image
