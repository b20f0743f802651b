#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <skiff/base/result.hpp>

#include "auth_file.hpp"
#include "retrieval.hpp"

/// What went wrong with a registry, in words for a person.
namespace skiff::image {

/// The server's own words in the body of a failed answer: of the distribution specification's list of errors the first, or what
/// token servers write. Escaped, at most 200 bytes; empty if there are none.
std::string server_message(std::string_view body);

/// `text` with every secret in it as "***": a server may send back what it was sent.
std::string without_secrets(std::string text, const std::vector<std::string>& secrets);

/// No answer: connection, TLS, redirects, a broken limit. Kind and cause are the retrieval's.
Error connection_error(const RegistryNames& names, const Retrieval& retrieval, bool is_verifying);

/// A 401 or 403. `message` is the server's.
Error denied_error(const RegistryNames& names, const Credentials& credentials, std::string_view message);

}  // namespace skiff::image
