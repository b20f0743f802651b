#include "execution.hpp"
#include "times.hpp"

namespace skiff::templates {

Result<Value> Execution::evaluate_pipe(const Value& dot, const Node& pipe) {
  TRY(step(pipe));
  Value value;
  const Value* last = nullptr;
  ++depth_;
  for (const auto& command : pipe.children) {
    TRY_ASSIGN(Value result, evaluate_command(dot, *command, last));
    value = result;
    last = &value;
  }
  --depth_;
  for (const std::string& name : pipe.names) {
    if (pipe.is_assignment)
      TRY(set_variable(name, value));
    else
      variables_.push_back({name, value});
  }
  return value;
}

Result<Value> Execution::evaluate_command(const Value& dot, const Node& command, const Value* last) {
  TRY(step(command));
  const Nodes words = command.children;
  const Node& first = *words[0];
  switch (first.kind) {
    case NodeKind::field:
    case NodeKind::chain:
    case NodeKind::variable: {
      Value start = dot;
      at_ = &first;
      if (first.kind == NodeKind::variable) {
        TRY_ASSIGN(start, variable(first.names[0]));
      } else if (first.kind == NodeKind::chain) {
        TRY_ASSIGN(start, evaluate_argument(dot, *first.children[0]));
        if (first.children[0]->kind == NodeKind::nil) return wrong("nil has no fields");
      }
      const Chain chain{first, first.kind == NodeKind::variable ? std::size_t{1} : 0, words, last};
      if (first.names.size() > chain.skipped) return evaluate_fields(dot, start, chain);
      if (words.size() > 1 || last != nullptr) return wrong("can't give argument to non-function {}", text_of(first));
      return start;
    }
    case NodeKind::identifier: return evaluate_function(dot, command, last);
    default: break;
  }
  if (first.kind != NodeKind::pipe) at_ = &first;
  if (words.size() > 1 || last != nullptr) return wrong("can't give argument to non-function {}", text_of(first));
  if (first.kind == NodeKind::nil) return wrong("nil is not a command");
  return evaluate_argument(dot, first);
}

Result<Value> Execution::evaluate_argument(const Value& dot, const Node& node) {
  switch (node.kind) {
    case NodeKind::dot: return dot;
    case NodeKind::nil: return Value();
    case NodeKind::pipe: return evaluate_pipe(dot, node);
    case NodeKind::constant: return Value(node.constant, nullptr);
    case NodeKind::identifier: {
      // A function without arguments.
      const Function& function = *find_function(node.text);
      at_ = &node;
      if (function.least > 0) return wrong("wrong number of args for {}: want at least {} got 0", node.text, function.least);
      auto result = function.call(memory_, {});
      if (!result) return wrong("error calling {}: {}", node.text, result.error().message());
      return result;
    }
    case NodeKind::field:
      at_ = &node;
      return evaluate_fields(dot, dot, {node});
    case NodeKind::variable: {
      at_ = &node;
      TRY_ASSIGN(const Value start, variable(node.names[0]));
      return evaluate_fields(dot, start, {node, 1});
    }
    case NodeKind::chain: {
      TRY_ASSIGN(const Value start, evaluate_argument(dot, *node.children[0]));
      return evaluate_fields(dot, start, {node});
    }
    default: return wrong("can't handle {} here", text_of(node));
  }
}

Result<std::vector<Value>> Execution::evaluate_arguments(const Value& dot, Nodes words, const Value* last) {
  std::vector<Value> arguments;
  arguments.reserve(words.size());
  for (std::size_t i = 1; i < words.size(); ++i) {
    TRY(step(*words[i]));
    TRY_ASSIGN(const Value argument, evaluate_argument(dot, *words[i]));
    arguments.push_back(argument);
  }
  if (last != nullptr) arguments.push_back(*last);
  return arguments;
}

Result<Value> Execution::evaluate_function(const Value& dot, const Node& command, const Value* last) {
  const Nodes words = command.children;
  const Node& name = *words[0];
  const Function& function = *find_function(name.text);
  at_ = &name;
  const std::size_t given = words.size() - 1 + (last != nullptr ? 1 : 0);
  const bool has_fixed_number = function.least == function.most;
  if (given < function.least || given > function.most)
    return wrong("wrong number of args for {}: want {}{} got {}", name.text, has_fixed_number ? "" : given < function.least ? "at least " : "at most ",
                 given < function.least ? function.least : function.most, given);
  if (function.call == nullptr) return decide(dot, words, last);
  TRY_ASSIGN(const std::vector<Value> arguments, evaluate_arguments(dot, words, last));
  if (is_heading_ && function.is_for_data) return arguments[0];
  at_ = &command;
  auto result = function.call(memory_, arguments);
  if (!result) return wrong("error calling {}: {}", name.text, result.error().message());
  return result;
}

/// `and`, `or`: the first argument that decides, and what is behind it is never evaluated.
Result<Value> Execution::decide(const Value& dot, Nodes words, const Value* last) {
  const bool deciding = words[0]->text == "or";
  Value value;
  for (std::size_t i = 1; i < words.size(); ++i) {
    TRY(step(*words[i]));
    TRY_ASSIGN(value, evaluate_argument(dot, *words[i]));
    if (value.is_true() == deciding) return value;
  }
  return last != nullptr ? *last : value;
}

Result<Value> Execution::evaluate_fields(const Value& dot, Value start, const Chain& chain) {
  const Node& node = chain.node;
  const bool has_arguments = chain.words.size() > 1 || chain.last != nullptr;
  for (std::size_t i = chain.skipped; i < node.names.size(); ++i) {
    const std::string& name = node.names[i];
    const bool is_last = i + 1 == node.names.size();
    const Shape::Node* place = start.place() == nullptr ? nullptr : start.place()->member(name);
    const bool is_method = (place != nullptr && place->place == Place::method) || (start.is(Kind::time) && is_time_method(name));
    if (is_method && !start.is(Kind::none) && !start.is(Kind::nil)) {
      std::vector<Value> arguments;
      if (is_last) {
        TRY_ASSIGN(arguments, evaluate_arguments(dot, chain.words, chain.last));
      }
      TRY_ASSIGN(start, start.is(Kind::time) ? call_time_method(start, name, arguments)
                                             : evaluate_method(start, *place, name, arguments));
      continue;
    }
    const bool is_map = start.is(Kind::map);
    TRY_ASSIGN(start, evaluate_field(start, name));
    if (is_last && has_arguments)
      return is_map ? wrong("{} is not a method but has arguments", name)
                    : wrong("{} has arguments but cannot be invoked as function", name);
  }
  return start;
}

Result<Value> Execution::call_time_method(const Value& receiver, std::string_view name, std::span<const Value> arguments) {
  auto result = templates::call_time_method(memory_, receiver.text(), name, arguments);
  if (!result) return wrong("error calling {}: {}", name, result.error().message());
  return result;
}

Result<Value> Execution::evaluate_method(const Value& receiver, const Shape::Node& method, std::string_view name,
                                         std::span<const Value> arguments) {
  static const json::value null;
  std::vector<const json::value*> sources;
  for (const Value& argument : arguments) sources.push_back(argument.source() == nullptr ? &null : argument.source());
  auto result = method.method(*receiver.source(), sources);
  if (!result) return wrong("error calling {}: {}", name, result.error().message());
  return keep(*std::move(result));
}

Result<Value> Execution::evaluate_field(const Value& receiver, std::string_view name) {
  switch (receiver.kind()) {
    case Kind::none:
      if (receiver.source() != nullptr) return wrong("nil pointer evaluating interface {{}}.{}", name);
      return receiver;
    case Kind::nil: return wrong("nil pointer evaluating {}.{}", receiver.type(), name);
    case Kind::map: return receiver.member(name).value_or(Value());
    case Kind::structure: {
      const auto found = receiver.member(name);
      if (!found) break;
      return *found;
    }
    default: break;
  }
  return wrong("can't evaluate field {} in type {}", name, receiver.type());
}

}  // namespace skiff::templates
