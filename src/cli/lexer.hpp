#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <skiff/base/result.hpp>

#include "option.hpp"

namespace skiff::cli {

/// One option found on a command line, with its text.
struct LexedOption {
  const Option* option;
  std::string_view value;  ///< "true" for a toggle without a value
};

struct Lexed {
  std::vector<LexedOption> options;        ///< in the given order; of a scalar or toggle only the last
  std::vector<std::string_view> operands;
  std::size_t consumed = 0;                ///< words looked at; less than all only with LexMode::stop_at_operand
};

enum class LexMode {
  interspersed,       ///< options and operands in any order
  own_arguments,      ///< from the first operand on everything is an operand
  stop_at_operand,    ///< stops before the first operand, to look for a command there
};

/// The option of a long name (or of a hidden older name of it) among tables, earlier ones first.
const Option* find_option(std::span<const OptionTable> tables, std::string_view name);
const Option* find_option(std::span<const OptionTable> tables, char letter);

/// Splits a command line into options and operands by docker's and podman's grammar: --name value, --name=value, -n value,
/// -nvalue, -n=value, bundled toggles (-dit), toggles with a value (--name=false), "--" before operands.
/// Errors: usage, naming the flag; with a hint where another is meant, or words that it comes later (for `command`, its
/// first name).
Result<Lexed> lex(std::span<const OptionTable> tables, std::span<const std::string_view> words, LexMode mode,
                  std::string_view command = {});

}  // namespace skiff::cli
