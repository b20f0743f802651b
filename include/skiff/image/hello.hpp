#pragma once

#include <span>

namespace skiff::image {

/// The static program of the embedded image `hello`: the file's bytes, for as long as skiff runs. Its place in the image
/// is /hello and its entrypoint; src/programs/hello/probe.hpp says what it reports.
std::span<const unsigned char> hello_program();

}  // namespace skiff::image
