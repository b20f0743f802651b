#include "execution.hpp"

#include "go_text.hpp"
#include "print.hpp"
#include "token.hpp"

namespace skiff::templates {

namespace {

/// Byte in its line, from 0.
std::size_t column_of(std::string_view text, std::size_t position) {
  const std::size_t newline = text.substr(0, position).rfind('\n');
  return newline == std::string_view::npos ? position : position - newline - 1;
}

/// One level of the C++ stack.
class Deeper {
 public:
  explicit Deeper(std::size_t& depth) : depth_(depth) { ++depth_; }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;
  ~Deeper() { --depth_; }

 private:
  std::size_t& depth_;
};

}  // namespace

Result<void> Execution::run(const Value& data) {
  const Node& root = *parsed_.templates.find(parsed_.name)->second;
  at_ = &root;
  variables_ = {{"$", data}};
  TRY(walk(data, root));
  return {};
}

std::unexpected<Error> Execution::fail_here(const std::string& words) const {
  // A block is written out with all that is in it.
  constexpr std::size_t shown_part = 200;
  std::string part = text_of(*at_);
  if (part.size() > shown_part) part = std::string(first_letters(part, shown_part)) + "...";
  return fail(ErrorKind::invalid, "template: {}:{}:{}: executing {} at <{}>: {}", parsed_.name,
              line_of(parsed_.text, at_->position), column_of(parsed_.text, at_->position), quoted(running_), part, words);
}

Result<void> Execution::step(const Node& node) {
  if (node.kind != NodeKind::list) at_ = &node;
  if (auto used = memory_.use_steps(1); !used) return fail_here(used.error());
  if (depth_ > parsed_.limits.depth) return wrong("templates and blocks run deeper inside each other than {}", parsed_.limits.depth);
  return {};
}

Result<void> Execution::emit(std::string_view text) {
  if (auto used = memory_.use_bytes(text.size()); !used) return fail_here(used.error());
  output_ += text;
  return {};
}

Result<Value> Execution::keep(json::value value) {
  auto kept = memory_.keep(std::move(value));
  if (!kept) return fail_here(kept.error());
  return kept;
}

Result<Execution::Flow> Execution::walk(const Value& dot, const Node& node) {
  const Deeper deeper(depth_);
  TRY(step(node));
  switch (node.kind) {
    case NodeKind::list: return walk_list(dot, node);
    case NodeKind::text: TRY(emit(node.text)); return Flow::on;
    case NodeKind::action: TRY(print_action(dot, node)); return Flow::on;
    case NodeKind::if_block:
    case NodeKind::with_block: return walk_choice(dot, node);
    case NodeKind::range_block: return walk_range(dot, node);
    case NodeKind::invocation: TRY(invoke(dot, node)); return Flow::on;
    case NodeKind::leave: return Flow::leave;
    case NodeKind::next: return Flow::next;
    default: return wrong("unknown node");
  }
}

Result<Execution::Flow> Execution::walk_list(const Value& dot, const Node& list) {
  for (const auto& child : list.children) {
    TRY_ASSIGN(const Flow flow, walk(dot, *child));
    if (flow != Flow::on) return flow;
  }
  return Flow::on;
}

Result<void> Execution::print_action(const Value& dot, const Node& action) {
  const Node& pipe = *action.children[0];
  TRY_ASSIGN(const Value value, evaluate_pipe(dot, pipe));
  if (!pipe.names.empty()) return {};
  at_ = &action;
  const std::size_t before = output_.size();
  append_printed(output_, value, before + memory_.bytes_left());
  if (auto used = memory_.use_bytes(output_.size() - before); !used) return fail_here(used.error());
  return {};
}

Result<Execution::Flow> Execution::walk_choice(const Value& dot, const Node& block) {
  const std::size_t mark = variables_.size();
  TRY_ASSIGN(const Value value, evaluate_pipe(dot, *block.children[0]));
  Result<Flow> flow = Flow::on;
  if (value.is_true())
    flow = walk(block.kind == NodeKind::with_block ? value : dot, *block.children[1]);
  else if (const Node* otherwise = block.child(2))
    flow = walk(dot, *otherwise);
  variables_.resize(mark);
  return flow;
}

Result<Execution::Flow> Execution::walk_range(const Value& dot, const Node& block) {
  const std::size_t mark = variables_.size();
  TRY_ASSIGN(const Value items, evaluate_pipe(dot, *block.children[0]));
  bool is_empty = true;
  TRY_ASSIGN(Flow flow, range_over(items, block, is_empty));
  if (is_empty && block.child(2) != nullptr) {
    TRY_ASSIGN(flow, walk(dot, *block.child(2)));
  }
  variables_.resize(mark);
  return flow;
}

Result<Execution::Flow> Execution::range_over(const Value& items, const Node& block, bool& is_empty) {
  switch (items.kind()) {
    case Kind::none:
    case Kind::nil: return Flow::on;
    case Kind::list:
      for (std::size_t i = 0; i < items.size(); ++i) {
        is_empty = false;
        TRY_ASSIGN(const Value index, keep(static_cast<std::int64_t>(i)));
        TRY_ASSIGN(const Flow flow, iterate(index, items.element(i), block));
        if (flow == Flow::leave) break;
      }
      return Flow::on;
    case Kind::map: {
      if (auto used = memory_.use_steps(items.size()); !used) return fail_here(used.error());
      for (const std::string_view key : items.keys()) {
        is_empty = false;
        TRY_ASSIGN(const Value index, keep(json::string(key)));
        TRY_ASSIGN(const Flow flow, iterate(index, items.member(key).value_or(Value()), block));
        if (flow == Flow::leave) break;
      }
      return Flow::on;
    }
    case Kind::integer: return range_over_number(items, block, is_empty);
    default: {
      std::string shown;
      append_printed(shown, items, 200);
      return wrong("range can't iterate over {}", first_letters(shown, 200));
    }
  }
}

Result<Execution::Flow> Execution::range_over_number(const Value& items, const Node& block, bool& is_empty) {
  if (block.children[0]->names.size() > 1) return wrong("can't use {} to iterate over more than one variable", items.bits());
  const std::uint64_t count = items.is_negative() ? 0 : items.bits();
  for (std::uint64_t i = 0; i < count; ++i) {
    is_empty = false;
    TRY_ASSIGN(const Value number, keep(static_cast<std::int64_t>(i)));
    TRY_ASSIGN(const Flow flow, iterate(number, number, block));
    if (flow == Flow::leave) break;
  }
  return Flow::on;
}

/// `leave` where the range is to end.
Result<Execution::Flow> Execution::iterate(const Value& index, const Value& element, const Node& block) {
  const Node& pipe = *block.children[0];
  const std::size_t names = pipe.names.size();
  if (pipe.is_assignment) {
    if (names > 1) TRY(set_variable(pipe.names[0], index));
    if (names > 0) TRY(set_variable(pipe.names.back(), element));
  } else {
    if (names > 1) variables_[variables_.size() - 2].value = index;
    if (names > 0) variables_.back().value = element;
  }
  const std::size_t mark = variables_.size();
  TRY_ASSIGN(const Flow flow, walk(element, *block.children[1]));
  variables_.resize(mark);
  return flow == Flow::leave ? Flow::leave : Flow::on;
}

Result<void> Execution::invoke(const Value& dot, const Node& node) {
  const auto found = parsed_.templates.find(node.text);
  if (found == parsed_.templates.end()) return wrong("template {} not defined", quoted(node.text));
  Value data;
  if (node.child(0) != nullptr) {
    TRY_ASSIGN(data, evaluate_pipe(dot, *node.child(0)));
  }
  auto variables = std::exchange(variables_, {{"$", data}});
  const std::string_view caller = std::exchange(running_, found->first);
  TRY(walk(data, *found->second));
  running_ = caller;
  variables_ = std::move(variables);
  return {};
}

Result<Value> Execution::variable(std::string_view name) const {
  for (std::size_t i = variables_.size(); i > 0; --i)
    if (variables_[i - 1].name == name) return variables_[i - 1].value;
  return wrong("undefined variable: {}", name);
}

Result<void> Execution::set_variable(std::string_view name, const Value& value) {
  for (std::size_t i = variables_.size(); i > 0; --i) {
    if (variables_[i - 1].name != name) continue;
    variables_[i - 1].value = value;
    return {};
  }
  return wrong("undefined variable: {}", name);
}

}  // namespace skiff::templates
