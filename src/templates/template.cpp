#include <skiff/templates/template.hpp>

#include <skiff/base/text.hpp>

#include "shape_node.hpp"

namespace skiff::templates {

struct Piece {
  bool is_field = false;
  std::string text;
  std::vector<std::string> fields;
};

struct ParsedTemplate {
  std::string name;
  std::vector<Piece> pieces;
};

Template::Template(std::unique_ptr<const ParsedTemplate> parsed) : parsed_(std::move(parsed)) {}
Template::~Template() = default;
Template::Template(Template&&) noexcept = default;
Template& Template::operator=(Template&&) noexcept = default;

Result<Template> Template::parse(std::string_view name, std::string_view text, const Limits&) {
  auto parsed = std::make_unique<ParsedTemplate>();
  parsed->name = name;
  while (!text.empty()) {
    const std::size_t open = text.find("{{");
    parsed->pieces.push_back({false, std::string(text.substr(0, open)), {}});
    if (open == std::string_view::npos) break;
    text.remove_prefix(open + 2);
    const std::size_t close = text.find("}}");
    if (close == std::string_view::npos) return fail(ErrorKind::invalid, "template: {}:1: unclosed action", name);
    const std::string_view action = base::trim(text.substr(0, close));
    if (!action.starts_with('.')) return fail(ErrorKind::invalid, "template: {}:1: {} is not a field", name, base::escape_control(action));
    Piece piece{true, std::string(action), {}};
    for (const std::string_view field : base::split(action.substr(1), '.'))
      if (!field.empty()) piece.fields.emplace_back(field);
    parsed->pieces.push_back(std::move(piece));
    text.remove_prefix(close + 2);
  }
  return Template(std::move(parsed));
}

Result<void> Template::execute(const json::value& data, const Shape& shape, std::string& output) const {
  for (const Piece& piece : parsed_->pieces) {
    if (!piece.is_field) {
      output += piece.text;
      continue;
    }
    const json::value* value = &data;
    const Shape::Node* node = &shape.root();
    for (const std::string& field : piece.fields) {
      const Shape::Node* below = node == nullptr ? nullptr : node->member(field);
      const std::string& name = below != nullptr && below->place == Place::alias ? below->target : field;
      const auto* object = value == nullptr ? nullptr : value->if_object();
      const json::value* found = object == nullptr ? nullptr : object->if_contains(name);
      if (found == nullptr && (node == nullptr || node->place != Place::map))
        return fail(ErrorKind::invalid, "template: {0}:1: executing \"{0}\" at <{1}>: can't evaluate field {2} in type {3}",
                    parsed_->name, piece.text, field, node == nullptr ? "struct" : node->type);
      value = found;
      node = node == nullptr ? nullptr : node->member(name);
    }
    if (value == nullptr)
      output += "<no value>";
    else
      output += value->is_string() ? std::string(value->get_string()) : base::json_text(*value);
  }
  return {};
}

Result<void> Template::execute_heading(const json::value& data, const Shape& shape, std::string& output) const {
  return execute(data, shape, output);
}

bool Template::uses(std::string_view field) const {
  for (const Piece& piece : parsed_->pieces)
    if (piece.is_field && (piece.fields.empty() || std::ranges::find(piece.fields, field) != piece.fields.end())) return true;
  return false;
}

}  // namespace skiff::templates
