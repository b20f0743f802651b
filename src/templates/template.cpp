#include <skiff/templates/template.hpp>

#include <set>

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

void collect_fields(const Node& node, std::set<std::string>& fields) {
  if (node.kind == NodeKind::field || node.kind == NodeKind::chain) fields.insert(node.names.begin(), node.names.end());
  if (node.kind == NodeKind::variable) fields.insert(node.names.begin() + 1, node.names.end());
  for (const auto& child : node.children)
    if (child) collect_fields(*child, fields);
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

std::vector<std::string> Template::fields() const {
  std::set<std::string> fields;
  for (const auto& [name, list] : parsed_->templates) collect_fields(*list, fields);
  return {fields.begin(), fields.end()};
}

}  // namespace skiff::templates
