#pragma once

#include <span>
#include <string_view>

#include <skiff/base/result.hpp>

#include "option.hpp"
#include "session.hpp"

namespace skiff::cli {

/// The heading under which the overview shows a command.
enum class Category { containers, images, volumes, system };

/// How many words besides options a command takes.
struct Operands {
  std::size_t least = 0;
  std::size_t most = 0;
  /// Everything from the first operand on belongs to the program in the container: options end there.
  bool has_own_arguments = false;
};
constexpr std::size_t unlimited = static_cast<std::size_t>(-1);

/// One command: a file in commands/ defines one of these, commands.cpp lists it.
struct Command {
  /// Every way to call it; the first is its name: {"ps", "container ls", …}.
  std::span<const std::string_view> names;
  std::string_view synopsis;  ///< what follows the name
  std::string_view summary;   ///< one line, as a heading
  Category category = Category::containers;
  OptionTable options = {};
  Operands operands = {};
  std::span<const std::string_view> examples = {};
  /// A supervisor is made before its words are parsed.
  bool starts_container = false;
  /// Fills the command's struct from the words after its name and acts; the exit code.
  Result<int> (*run)(const Command& command, Session& session, std::span<const std::string_view> words) = nullptr;
};

/// Lexes and stores `words` into the command's struct (`fields`), global options and operands into the session.
/// Errors: usage.
Result<void> parse_words(const Command& command, Session& session, std::span<const std::string_view> words, void* fields);

/// Whether --help or --version was among the words; then it has been printed.
bool is_answered(const Command& command, Session& session);

/// The `run` of a command whose options live in `Fields` and whose body is `Body(fields, session)`.
template <typename Fields, Result<int> (*Body)(const Fields&, Session&)>
Result<int> run_with(const Command& command, Session& session, std::span<const std::string_view> words) {
  Fields fields;
  TRY(parse_words(command, session, words, &fields));
  if (is_answered(command, session)) return 0;
  return Body(fields, session);
}

/// The struct of a command without options.
struct NoOptions {};

/// A command that there is not; its hint names the one that may be meant.
std::unexpected<Error> unknown_command(const Session& session, std::string_view typed);

}  // namespace skiff::cli
