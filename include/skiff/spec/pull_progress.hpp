#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace skiff::spec {

/// What a pull tells while it works. All are optional and called in the caller's thread.
struct PullProgress {
  std::function<void(std::string_view line)> note;  ///< "Trying to pull docker.io/library/alpine:latest..."
  std::function<void(std::string_view digest, std::uint64_t total)> layer_started;  ///< also for one that is there already
  std::function<void(std::string_view digest, std::uint64_t bytes)> layer_advanced; ///< bytes that came so far
  std::function<void(std::string_view digest, std::uint64_t bytes)> layer_unpacked; ///< of them so many are unpacked
  std::function<void(std::string_view digest, bool was_there)> layer_done;          ///< verified and unpacked
};

}  // namespace skiff::spec
