#include <skiff/runtime/init_program.hpp>

#include <cstddef>

namespace skiff::runtime {

// made at build time by src/programs/embed.cpp
extern const unsigned char init_program_bytes[];
extern const std::size_t init_program_size;

std::span<const unsigned char> init_program() { return {init_program_bytes, init_program_size}; }

}  // namespace skiff::runtime
