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

Shape::Shape(std::string_view type, Times times) : root_(std::make_unique<Node>()), times_(times) { root_->type = type; }

void Shape::add(std::string_view path, Place place, std::string_view target, Method method) {
  Node* node = root_.get();
  for (const std::string_view step : steps_of(path)) {
    const std::string below = step == "[]" ? node->type + "[]" : fmt::format("{}.{}", node->type, step);
    node = &node->members[std::string(step)];
    node->type = below;
  }
  node->place = place == Place::time && times_ == Times::as_text ? Place::text : place;
  node->target = target;
  node->method = method;
}

Shape::~Shape() = default;
Shape::Shape(Shape&&) noexcept = default;
Shape& Shape::operator=(Shape&&) noexcept = default;

}  // namespace skiff::templates
