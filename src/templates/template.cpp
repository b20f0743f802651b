#include <skiff/templates/template.hpp>

#include "execution.hpp"

namespace skiff::templates {

namespace {

bool names_field(const Node& node, std::string_view field) {
  if (node.kind == NodeKind::dot) return true;
  if (node.kind == NodeKind::variable && node.names.size() == 1 && node.names[0] == "$") return true;
  const bool has_fields = node.kind == NodeKind::field || node.kind == NodeKind::variable || node.kind == NodeKind::chain;
  if (has_fields && std::ranges::find(node.names, field) != node.names.end()) return true;
  return std::ranges::any_of(node.children, [&](const auto& child) { return child && names_field(*child, field); });
}

}  // namespace

Template::Template(std::unique_ptr<const ParsedTemplate> parsed) : parsed_(std::move(parsed)) {}
Template::~Template() = default;
Template::Template(Template&&) noexcept = default;
Template& Template::operator=(Template&&) noexcept = default;

Result<Template> Template::parse(std::string_view name, std::string_view text, const Limits& limits) {
  TRY_ASSIGN(auto parsed, templates::parse(name, text, limits));
  return Template(std::move(parsed));
}

Result<void> Template::execute(const json::value& data, const Shape& shape, std::string& output) const {
  return Execution(*parsed_, false, output).run(Value(data, &shape.root()));
}

Result<void> Template::execute_heading(const json::value& data, const Shape& shape, std::string& output) const {
  return Execution(*parsed_, true, output).run(Value(data, &shape.root()));
}

bool Template::uses(std::string_view field) const {
  return std::ranges::any_of(parsed_->templates, [&](const auto& entry) { return names_field(*entry.second, field); });
}

}  // namespace skiff::templates
