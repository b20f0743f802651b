#pragma once

#include <string>
#include <vector>

#include <skiff/base/result.hpp>

#include "option.hpp"

namespace skiff::cli {

/// What run, create and exec say of the program to run.
struct ProcessOptions {
  std::vector<std::string> env;
  std::vector<std::string> env_files;
  std::string user;
  std::string working_dir;
  bool is_interactive = false;
  bool has_terminal = false;
};

Result<std::string> parse_working_dir(std::string_view text);

inline constexpr std::array process_options = {
    option<&ProcessOptions::env>("env", 'e', "NAME[=VALUE]",
                                 "Set a variable; without a value it is taken from here, NAME* takes all that begin so"),
    option<&ProcessOptions::env_files>("env-file", 0, "FILE", "Set the variables that FILE lists, one a line"),
    option<&ProcessOptions::user>("user", 'u', "USER[:GROUP]", "Run as this user and group, by names in the image or numbers"),
    parsed<&ProcessOptions::working_dir, parse_working_dir>("workdir", 'w', "DIR", "Run in this directory of the container"),
    option<&ProcessOptions::is_interactive>("interactive", 'i', "", "Keep standard input open"),
    option<&ProcessOptions::has_terminal>("tty", 't', "", "Give the program a terminal"),
};

/// The variables of --env-file and, over them, of --env. Errors: invalid, not_found, denied.
Result<std::vector<std::string>> env_of(const ProcessOptions& options);

}  // namespace skiff::cli
