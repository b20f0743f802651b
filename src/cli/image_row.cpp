#include "image_row.hpp"

#include <array>
#include <set>

#include <skiff/base/text.hpp>

#include "container_row.hpp"
#include "docker_row.hpp"
#include "format.hpp"

namespace skiff::cli {

namespace {

using engine::ImageSummary;

struct NamedOrder {
  std::string_view name;
  ImageOrder order;
};
constexpr std::array orders = {
    NamedOrder{"id", [](const ImageSummary& a, const ImageSummary& b) { return a.id < b.id; }},
    NamedOrder{"repository", [](const ImageSummary& a, const ImageSummary& b) { return a.repository < b.repository; }},
    NamedOrder{"size", [](const ImageSummary& a, const ImageSummary& b) { return a.size < b.size; }},
    NamedOrder{"tag", [](const ImageSummary& a, const ImageSummary& b) { return a.tag < b.tag; }},
    NamedOrder{"created", [](const ImageSummary& a, const ImageSummary& b) { return a.created > b.created; }},
};

constexpr std::array headings = {
    Heading{"ID", "IMAGE ID"},          Heading{"Id", "IMAGE ID"},
    Heading{"CreatedSince", "CREATED"}, Heading{"ReadOnly", "R/O"},
};

/// Lists have whole seconds, as docker's and podman's do.
std::string time_text(base::Time time) {
  return base::format_rfc3339(time == base::no_time ? time : std::chrono::floor<std::chrono::seconds>(time));
}

std::int64_t seconds_of(base::Time time) { return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count(); }

}  // namespace

std::string shown_image_id(const ImageSummary& image, const ImageRowStyle& style) {
  return style.is_whole ? "sha256:" + image.id : shown_id(image.id, false);
}

std::string shown_repository(const ImageSummary& image, const ImageRowStyle& style) {
  return shown_image_name(style.personality, image.repository);
}

std::string shown_size(const ImageSummary& image, const ImageRowStyle& style) {
  return image.is_corrupt ? "corrupt" : human_size(image.size, style.personality.size_gap);
}

namespace {

base::json::object docker_row(const ImageSummary& image, const ImageRowStyle& style) {
  base::json::object row;
  row["Containers"] = style.has_containers ? std::to_string(image.containers) : "N/A";
  row["CreatedAt"] = listed_time(image.created);
  row["CreatedSince"] = human_age(image.created, style.now);
  row["Digest"] = image.digest;
  row["ID"] = shown_image_id(image, style);
  row["Repository"] = shown_repository(image, style);
  row["SharedSize"] = "N/A";
  row["Size"] = shown_size(image, style);
  row["Tag"] = image.tag;
  row["UniqueSize"] = "N/A";
  row["VirtualSize"] = shown_size(image, style);
  return row;
}

}  // namespace

base::json::object image_row(const ImageSummary& image, const ImageRowStyle& style) {
  if (style.personality.has_docker_rows) return docker_row(image, style);
  const std::string age = human_age(image.created, style.now);
  base::json::object row;
  row["ID"] = shown_image_id(image, style);
  row["Repository"] = shown_repository(image, style);
  row["Tag"] = image.tag;
  row["Digest"] = image.digest;
  row["Created"] = age;
  row["CreatedSince"] = age;
  row["CreatedAt"] = time_text(image.created);
  row["CreatedTime"] = time_text(image.created);
  row["Size"] = shown_size(image, style);
  row["VirtualSize"] = shown_size(image, style);
  row["SharedSize"] = "N/A";
  row["UniqueSize"] = "N/A";
  row["Containers"] = image.containers;
  row["Names"] = base::to_json(image.names);
  row["RepoTags"] = base::to_json(image.names);
  row["RepoDigests"] = base::to_json(image.repository_digests);
  row["History"] = base::join(image.names, ", ");
  row["Labels"] = base::to_json(image.labels);
  row["ParentId"] = "";
  row["Dangling"] = image.repository == "<none>";
  row["ReadOnly"] = false;
  return row;
}

namespace {

const templates::Shape& image_row_shape(const Personality& personality) {
  static constexpr std::array rows = {templates::alias_at("Id", "ID"), templates::time_at("CreatedAt"),
                                      templates::time_at("CreatedTime"), templates::text_map_at("Labels")};
  static constexpr std::array<templates::Row, 0> no_rows = {};
  static const auto shape = templates::Shape::of<rows>("image");
  static const auto docker = templates::Shape::of<no_rows>("image");
  return personality.has_docker_rows ? docker : shape;
}

}  // namespace

RowKind image_row_kind(const Personality& personality) { return {image_row_shape(personality), headings}; }

base::json::array image_documents(std::span<const ImageSummary> images) {
  base::json::array documents;
  std::set<std::string_view> seen;
  for (const ImageSummary& image : images) {
    if (!seen.insert(image.id).second) continue;
    base::json::object document;
    document["Id"] = image.id;
    document["ParentId"] = "";
    document["RepoTags"] = base::to_json(image.names);
    document["RepoDigests"] = base::to_json(image.repository_digests);
    document["Size"] = image.size;
    document["SharedSize"] = 0;
    document["VirtualSize"] = image.size;
    document["Labels"] = base::to_json(image.labels);
    document["Containers"] = image.containers;
    document["Names"] = base::to_json(image.names);
    document["Digest"] = image.digest;
    document["History"] = base::to_json(image.names);
    document["Created"] = seconds_of(image.created);
    document["CreatedAt"] = time_text(image.created);
    documents.push_back(std::move(document));
  }
  return documents;
}

Result<ImageOrder> parse_image_order(std::string_view text) {
  for (const NamedOrder& known : orders)
    if (known.name == text) return known.order;
  return fail(ErrorKind::invalid, "the choices are id, repository, size, tag and created");
}

}  // namespace skiff::cli
