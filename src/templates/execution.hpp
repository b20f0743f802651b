#pragma once

#include "functions.hpp"
#include "node.hpp"

namespace skiff::templates {

/// One run of a template over one value: Go's text/template/exec.go.
class Execution {
 public:
  Execution(const ParsedTemplate& parsed, bool is_heading, std::string& output)
      : parsed_(parsed), is_heading_(is_heading), output_(output), memory_(parsed.limits), running_(parsed.name) {}

  Result<void> run(const Value& data);

 private:
  enum class Flow { on, leave, next };
  struct Variable {
    std::string_view name;
    Value value;
  };
  using Nodes = std::span<const std::unique_ptr<Node>>;

  template <typename... Args>
  std::unexpected<Error> wrong(fmt::format_string<Args...> format, Args&&... arguments) const {
    return fail_here(fmt::format(format, std::forward<Args>(arguments)...));
  }
  std::unexpected<Error> fail_here(const std::string& words) const;
  /// What `outcome` failed with, said of the place where the execution is.
  std::unexpected<Error> fail_here(const Error& error) const { return fail_here(error.message()); }
  Result<void> step(const Node& node);
  Result<void> emit(std::string_view text);
  Result<Value> keep(json::value value);

  Result<Flow> walk(const Value& dot, const Node& node);
  Result<Flow> walk_list(const Value& dot, const Node& list);
  Result<Flow> walk_choice(const Value& dot, const Node& block);
  Result<Flow> walk_range(const Value& dot, const Node& block);
  Result<Flow> range_over(const Value& items, const Node& block, bool& is_empty);
  Result<Flow> range_over_number(const Value& items, const Node& block, bool& is_empty);
  Result<Flow> iterate(const Value& index, const Value& element, const Node& block);
  Result<void> invoke(const Value& dot, const Node& node);
  Result<void> print_action(const Value& dot, const Node& action);

  Result<Value> evaluate_pipe(const Value& dot, const Node& pipe);
  Result<Value> evaluate_command(const Value& dot, const Node& command, const Value* last);
  Result<Value> evaluate_argument(const Value& dot, const Node& node);
  Result<Value> evaluate_function(const Value& dot, const Node& command, const Value* last);
  Result<Value> decide(const Value& dot, Nodes words, const Value* last);
  /// The arguments behind the first word, and what a pipe passes on.
  Result<std::vector<Value>> evaluate_arguments(const Value& dot, Nodes words, const Value* last);
  /// Fields one after the other from `start` on; the last may be a method with arguments.
  struct Chain {
    const Node& node;
    std::size_t skipped = 0;  ///< names of the node that are no fields
    Nodes words = {};         ///< the command's
    const Value* last = nullptr;
  };
  Result<Value> evaluate_fields(const Value& dot, Value start, const Chain& chain);
  Result<Value> evaluate_field(const Value& receiver, std::string_view name);
  Result<Value> evaluate_method(const Value& receiver, const Shape::Node& method, std::string_view name,
                                std::span<const Value> arguments);
  Result<Value> call_time_method(const Value& receiver, std::string_view name, std::span<const Value> arguments);

  Result<Value> variable(std::string_view name) const;
  Result<void> set_variable(std::string_view name, const Value& value);

  const ParsedTemplate& parsed_;
  bool is_heading_;
  std::string& output_;
  Memory memory_;
  std::string_view running_;  ///< name of the template that runs
  const Node* at_ = nullptr;  ///< what an error is about
  std::vector<Variable> variables_;
  std::size_t depth_ = 0;
};

}  // namespace skiff::templates
