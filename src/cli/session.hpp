#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/engine/context.hpp>

#include "options/global.hpp"
#include "personality.hpp"

namespace skiff::cli {

/// One call of skiff: what was typed, where output goes, and the engine behind it once it is needed.
class Session {
 public:
  Session(std::string_view called_as, std::span<const std::string_view> arguments)
      : personality(personality_of(called_as)), arguments_(arguments) {}

  const Personality& personality;

  GlobalOptions globals;
  std::string command_name;           ///< as it was called: "container ls"
  bool has_options = false;           ///< the command's options were read without an error
  std::vector<std::string> operands;  ///< words that are not options
  std::shared_ptr<engine::IdleSupervisor> supervisor;  ///< of a command that starts a container

  /// All words behind the program's name.
  std::span<const std::string_view> arguments() const { return arguments_; }

  /// The engine's context, opened at the first call.
  Result<engine::Context*> context();

  /// Data for standard output. Kept until flush(), which every other way of printing calls first.
  void print(std::string_view text) { output_ += text; }
  void print_line(std::string_view text) {
    output_ += text;
    output_ += '\n';
  }
  /// Errors: io, no_space.
  Result<void> flush();

  /// "Error: …" and its hint on standard error.
  void print_error(const Error& error);
  /// One line on standard error although the command goes on: a warning, or a step for a person who wants to see steps.
  void print_log(base::LogLevel level, std::string_view text);
  void print_warning(std::string_view text);

 private:
  std::span<const std::string_view> arguments_;
  std::shared_ptr<engine::Context> context_;
  std::string output_;
};

}  // namespace skiff::cli
