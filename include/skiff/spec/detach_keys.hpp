#pragma once

#include <string>
#include <string_view>

#include <skiff/base/result.hpp>

namespace skiff::spec {

/// The bytes that leave an attached terminal: "ctrl-p,ctrl-q" is "\x10\x11". A key is one character or ctrl- with one of
/// a-z @ [ \ ] ^ _. An empty text is no bytes: detaching is off. Errors: invalid.
Result<std::string> parse_detach_keys(std::string_view text);

}  // namespace skiff::spec
