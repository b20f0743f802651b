#pragma once

#include <optional>
#include <string>
#include <string_view>

/// RFC 4648 section 4, as HTTP's Basic scheme and auth files use it.
namespace skiff::image {

std::string base64_encode(std::string_view bytes);
/// Nothing if a letter is not of the alphabet or the length is impossible; the padding may be missing.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace skiff::image
