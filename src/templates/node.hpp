#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <skiff/base/json.hpp>
#include <skiff/templates/template.hpp>

/// What a template's text says: Go's text/template/parse, in one kind of node.
namespace skiff::templates {

enum class NodeKind : std::uint8_t {
  list,        ///< children one after the other
  text,
  action,      ///< {{pipe}}
  if_block,    ///< pipe, list, else list (or null); the same for the next two
  with_block,
  range_block,
  invocation,  ///< {{template "text" pipe}}; the pipe may be null
  leave,       ///< {{break}}
  next,        ///< {{continue}}
  pipe,        ///< commands; `names` are the variables it declares or sets
  command,     ///< what is called, and its arguments
  field,       ///< .A.B: `names`
  variable,    ///< $x.A.B: `names`, the first with its $
  chain,       ///< (child).A.B: `names`
  identifier,  ///< a function's name
  dot,
  nil,
  constant,    ///< number, character, string or truth
};

struct Node {
  NodeKind kind = NodeKind::list;
  std::uint32_t position = 0;  ///< byte in the text, as Go counts it
  bool is_assignment = false;  ///< of a pipe: = and not :=
  std::string text;            ///< a text; a name; a constant as it was written
  std::vector<std::string> names;
  base::json::value constant;
  std::vector<std::unique_ptr<Node>> children;

  const Node* child(std::size_t i) const { return i < children.size() ? children[i].get() : nullptr; }
};

struct ParsedTemplate {
  std::string name;
  std::string text;
  Limits limits;
  std::map<std::string, std::unique_ptr<Node>, std::less<>> templates;  ///< the main one has the name of all
};

/// Errors: invalid, in Go's words.
Result<std::unique_ptr<ParsedTemplate>> parse(std::string_view name, std::string_view text, const Limits& limits);

/// The part of a template as Go writes it in messages: ".A.B", "index .M 0".
std::string text_of(const Node& node);

}  // namespace skiff::templates
