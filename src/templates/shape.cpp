#include <skiff/base/text.hpp>

#include "shape_node.hpp"

namespace skiff::templates {

namespace {

/// "Mounts[].Options" -> Mounts, [], Options.
std::vector<std::string_view> steps_of(std::string_view path) {
  std::vector<std::string_view> steps;
  if (path.empty()) return steps;
  for (std::string_view piece : base::split(path, '.')) {
    std::size_t elements = 0;
    while (piece.ends_with("[]")) {
      piece.remove_suffix(2);
      ++elements;
    }
    if (!piece.empty()) steps.push_back(piece);
    steps.insert(steps.end(), elements, "[]");
  }
  return steps;
}

}  // namespace

Shape::Shape(std::string_view type, std::span<const Row> rows) : root_(std::make_unique<Node>()) {
  root_->type = type;
  for (const Row& row : rows) {
    Node* node = root_.get();
    for (const std::string_view step : steps_of(row.path)) {
      const std::string below = step == "[]" ? node->type + "[]" : fmt::format("{}.{}", node->type, step);
      node = &node->members[std::string(step)];
      node->type = below;
    }
    node->place = row.place;
    node->target = row.target;
    node->method = row.method;
  }
}

Shape::~Shape() = default;
Shape::Shape(Shape&&) noexcept = default;
Shape& Shape::operator=(Shape&&) noexcept = default;

}  // namespace skiff::templates
