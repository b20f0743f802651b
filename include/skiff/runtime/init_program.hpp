#pragma once

#include <span>

namespace skiff::runtime {

/// The static program that is process 1 of a container with --init: the file's bytes, for as long as skiff runs.
/// It is executed as `init PROGRAM ARGV0 ARGUMENT...`, PROGRAM being a path that was found before; it gives the program
/// every signal, reaps what becomes its child, and ends with the program's exit code or 128 + its signal
/// (126 and 127: the program cannot be executed or is not there; 125: its own error).
std::span<const unsigned char> init_program();

}  // namespace skiff::runtime
