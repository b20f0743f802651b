#pragma once

#include <limits>
#include <span>

#include "value.hpp"

/// The functions that a template may call.
namespace skiff::templates {

using Arguments = std::span<const Value>;

struct Function {
  static constexpr std::size_t any = std::numeric_limits<std::size_t>::max();

  std::string_view name;
  std::size_t least;  ///< arguments
  std::size_t most;
  /// Errors: invalid; the caller puts "error calling NAME: " before them.
  Result<Value> (*call)(Memory& memory, Arguments arguments);
  /// docker's and podman's own: in a heading its text is handed on unchanged.
  bool is_for_data = false;
};

/// Null where there is none. "and" and "or" have no `call`: they evaluate their arguments one by one.
const Function* find_function(std::string_view name);

// Each file has its own part of the table.
std::span<const Function> comparison_functions();
std::span<const Function> printing_functions();
std::span<const Function> container_functions();
std::span<const Function> engine_functions();

/// Errors: invalid ("wrong type for value; expected string; got int").
Result<std::string_view> text_argument(const Value& value);
Result<std::int64_t> integer_argument(const Value& value);

}  // namespace skiff::templates
