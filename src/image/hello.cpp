#include <skiff/image/hello.hpp>

#include <cstddef>

namespace skiff::image {

// made at build time by src/programs/embed.cpp
extern const unsigned char hello_program_bytes[];
extern const std::size_t hello_program_size;

std::span<const unsigned char> hello_program() { return {hello_program_bytes, hello_program_size}; }

}  // namespace skiff::image
