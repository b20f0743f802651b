#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <skiff/base/json.hpp>
#include <skiff/base/result.hpp>

namespace skiff::spec {

/// An operating system and processor, in Go's words: linux/amd64, linux/arm64/v8, linux/arm/v7.
struct Platform {
  std::string architecture;
  std::string os;
  std::string variant;
  std::string text() const;  ///< "linux/arm64/v8"
  bool operator==(const Platform&) const = default;
};
BOOST_DESCRIBE_STRUCT(Platform, (), (architecture, os, variant))

/// "linux/arm64/v8", "linux/amd64", "arm64" or "linux" with the usual other names (x86_64, aarch64, armhf). Errors: invalid.
Result<Platform> parse_platform(std::string_view text);
/// Of a uname(2) machine name: "x86_64" is linux/amd64.
Platform platform_of_machine(std::string_view machine);

/// How well `candidate` runs on `wanted`: 0 not at all, more is better (arm/v7 runs arm/v6; a variant that is not named fits).
int platform_match(const Platform& wanted, const Platform& candidate);
/// Index of the best of `candidates`, -1 if none fits; of equals the first.
int best_platform(const Platform& wanted, const std::vector<Platform>& candidates);

}  // namespace skiff::spec
