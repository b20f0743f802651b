#pragma once

#include <span>

#include <skiff/base/result.hpp>

#include "lexer.hpp"

namespace skiff::cli {

/// Options of a table, and the struct that they fill.
struct BoundTable {
  OptionTable options;
  void* fields;
};

/// Converts lexed options and stores them in the fields that their rows are bound to.
/// Errors: usage, naming flag and value.
Result<void> store(std::span<const BoundTable> tables, const Lexed& lexed);

}  // namespace skiff::cli
