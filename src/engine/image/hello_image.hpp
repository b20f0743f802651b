#pragma once

#include <string_view>

#include <skiff/base/result.hpp>
#include <skiff/image/store.hpp>

#include "context.hpp"

/// The image `hello`, which is inside skiff: localhost/hello:latest.
namespace skiff::engine {

/// Whether a person means it.
bool is_hello(std::string_view name);

/// Whether it is in the store, with this very program.
bool has_hello(const image::Store& store);
/// Writes it there unless it is. Needs libraries.
Result<void> install_hello(Context& context, const image::Store& store);

}  // namespace skiff::engine
