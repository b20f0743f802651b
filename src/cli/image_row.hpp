#pragma once

#include <skiff/engine/image.hpp>

#include "formatting.hpp"

/// An image as lists show it: facts of the engine in words for people.
namespace skiff::cli {

struct ImageRowStyle {
  bool is_whole = false;  ///< --no-trunc
  base::Time now = base::no_time;
  const Personality& personality;
  bool has_containers = false;  ///< they were counted
};

std::string shown_image_id(const engine::ImageSummary& image, const ImageRowStyle& style);
std::string shown_repository(const engine::ImageSummary& image, const ImageRowStyle& style);
std::string shown_size(const engine::ImageSummary& image, const ImageRowStyle& style);

/// The fields of `images --format`, podman's with docker's or docker's alone.
base::json::object image_row(const engine::ImageSummary& image, const ImageRowStyle& style);
RowKind image_row_kind(const Personality& personality);

/// `images --format json`: one element an image, in podman's member names.
base::json::array image_documents(std::span<const engine::ImageSummary> images);

/// Whether one row comes before another; null leaves the newest first.
using ImageOrder = bool (*)(const engine::ImageSummary&, const engine::ImageSummary&);
/// Of --sort. Errors: invalid.
Result<ImageOrder> parse_image_order(std::string_view text);

}  // namespace skiff::cli
