#pragma once

#include <string_view>

#include <skiff/base/result.hpp>
#include <skiff/image/store.hpp>

#include "context.hpp"

/// The image `hello`, which is inside skiff: localhost/hello:latest.
namespace skiff::engine {

/// Whether a person means it.
bool is_hello(std::string_view name);

/// Writes it into the store unless it is there with this very program.
Result<void> install_hello(Context& context, const image::Store& store);

}  // namespace skiff::engine
