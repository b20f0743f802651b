#include "node.hpp"

#include "go_text.hpp"

namespace skiff::templates {

namespace {

std::string joined(const std::vector<std::unique_ptr<Node>>& nodes, std::string_view separator) {
  std::string text;
  for (const auto& node : nodes) {
    if (!text.empty()) text += separator;
    text += node->kind == NodeKind::pipe ? "(" + text_of(*node) + ")" : text_of(*node);
  }
  return text;
}

std::string pipe_text(const Node& pipe) {
  std::string text;
  for (const std::string& name : pipe.names) text += (text.empty() ? "" : ", ") + name;
  if (!text.empty()) text += pipe.is_assignment ? " = " : " := ";
  return text + joined(pipe.children, " | ");
}

std::string field_text(const Node& node) {
  std::string text;
  for (const std::string& name : node.names) text += "." + name;
  return text;
}

std::string block_text(std::string_view word, const Node& block) {
  std::string text = fmt::format("{{{{{} {}}}}}", word, text_of(*block.children[0])) + text_of(*block.children[1]);
  if (const Node* otherwise = block.child(2)) text += "{{else}}" + text_of(*otherwise);
  return text + "{{end}}";
}

}  // namespace

std::string text_of(const Node& node) {
  switch (node.kind) {
    case NodeKind::list: return joined(node.children, "");
    case NodeKind::action: return "{{" + text_of(*node.children[0]) + "}}";
    case NodeKind::if_block: return block_text("if", node);
    case NodeKind::with_block: return block_text("with", node);
    case NodeKind::range_block: return block_text("range", node);
    case NodeKind::invocation:
      return node.child(0) == nullptr ? fmt::format("{{{{template {}}}}}", quoted(node.text))
                                      : fmt::format("{{{{template {} {}}}}}", quoted(node.text), text_of(*node.child(0)));
    case NodeKind::leave: return "{{break}}";
    case NodeKind::next: return "{{continue}}";
    case NodeKind::pipe: return pipe_text(node);
    case NodeKind::command: return joined(node.children, " ");
    case NodeKind::field: return field_text(node);
    case NodeKind::variable: return fmt::format("{}", fmt::join(node.names, "."));
    case NodeKind::chain: {
      const Node& start = *node.children[0];
      return (start.kind == NodeKind::pipe ? "(" + text_of(start) + ")" : text_of(start)) + field_text(node);
    }
    case NodeKind::dot: return ".";
    case NodeKind::nil: return "nil";
    case NodeKind::text:
    case NodeKind::identifier:
    case NodeKind::constant: return node.text;
  }
  std::unreachable();
}

}  // namespace skiff::templates
