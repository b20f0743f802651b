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

namespace skiff::image {

/// What a pull tells while it works; all are optional.
struct PullEvents {
  std::function<void(std::string_view digest, std::uint64_t total)> layer_started;
  std::function<void(std::string_view digest, std::uint64_t bytes)> layer_advanced;
  std::function<void(std::string_view digest, bool was_there)> layer_done;
};

struct PullRequest {
  spec::ImageReference reference;
  spec::Platform platform;
  PullEvents events;
};

struct PulledImage {
  std::string id;
  spec::Platform platform;  ///< that the image says it is for
};

/// Brings an image into the store. Nothing of it is visible before all its digests, sizes and diff ids are verified.
Result<PulledImage> pull_image(const Destination& destination, Transport& transport, const PullRequest& request);

}  // namespace skiff::image
