#pragma once

#include <string>
#include <vector>

#include <skiff/base/result.hpp>

#include "option.hpp"

namespace skiff::cli {

Result<std::string> parse_working_dir(std::string_view text);

/// What run, create and exec say of the program to run, for a struct of its facts (spec::ProcessConfig, spec::ExecConfig).
/// `env` holds the entries as typed, until env_of() has made variables of them.
template <typename Process>
inline constexpr std::array process_options = {
    option<&Process::env>("env", 'e', "NAME[=VALUE]",
                          "Set a variable; without a value it is taken from here, NAME* takes every variable whose name starts with NAME"),
    option<&Process::user>("user", 'u', "USER[:GROUP]", "Run as this user and group, by names in the image or numbers"),
    parsed_unless_empty<&Process::working_dir, parse_working_dir>("workdir", 'w', "DIR", "Run in this directory of the container"),
    option<&Process::is_interactive>("interactive", 'i', "", "Keep standard input open"),
    option<&Process::has_terminal>("tty", 't', "", "Give the program a terminal"),
};

/// The row beside them, for a struct that holds the names of the files in `Member`.
template <auto Member>
inline constexpr std::array env_file_option = {
    option<Member>("env-file", 0, "FILE", "Set the variables that FILE lists, one a line"),
};

/// The variables of --env-file and, over them, of --env. Errors: invalid, not_found, denied.
Result<std::vector<std::string>> env_of(const std::vector<std::string>& files, const std::vector<std::string>& entries);

}  // namespace skiff::cli
