#pragma once

#include <span>
#include <string_view>

namespace skiff::cli {

/// Runs the command that the words behind the program's name call, and prints its error if it has one. `called_as` is that
/// name: "docker" and "podman" take that one's side where they differ.
/// The exit code: 125 (as docker often 1) for skiff's own errors, 126 and 127 for a program that cannot be run or is not there, else the command's.
int run(std::string_view called_as, std::span<const std::string_view> arguments);

/// For main(): where this process was not called by a person but executed as a supervisor, it serves and never returns.
void serve_if_supervisor(std::span<char* const> words);

/// "Error: …" for what no command could handle; 125.
int report_bug(std::string_view what);

}  // namespace skiff::cli
