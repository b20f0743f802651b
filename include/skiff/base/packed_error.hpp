#pragma once

#include <string>
#include <string_view>

#include <skiff/base/result.hpp>

namespace skiff::base {

/// An Error as bytes for another process, of this version or another: u32 kind, i32 errno, u32 length of the message,
/// message, hint. Each text is cut to 2048 bytes.
std::string pack_error(const Error& error);
/// Whatever arrives is an error, also from a peer that cannot be trusted: a kind that this version does not know is
/// `internal`, what is no errno is 0, what is missing is empty, what is longer is cut.
Error unpack_error(std::string_view bytes);

}  // namespace skiff::base
