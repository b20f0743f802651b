#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <skiff/base/result.hpp>

/// URLs, taken apart by libcurl's own parser: what is compared here is what libcurl will connect to.
namespace skiff::image {

/// Whom a credential belongs to: scheme, host and port together (RFC 6454).
struct Origin {
  std::string scheme;  ///< "http" or "https"
  std::string host;    ///< lower case; an IPv6 address in brackets
  std::string port;    ///< always a number, the scheme's own where the URL had none

  bool is_secure() const { return scheme == "https"; }
  /// host, and the port where it is not the scheme's own.
  std::string text() const;
  bool operator==(const Origin&) const = default;
};

struct Url {
  Origin origin;
  std::string text;  ///< whole, without a fragment; may hold a signature in its query: not for messages
};

/// An absolute http or https URL. User information in it is refused. Errors: invalid (the text is not in the message).
Result<Url> parse_url(std::string_view text);

/// Whether a host is this machine by its very name: localhost, 127.0.0.0/8, [::1]. No name is looked up.
bool is_loopback(std::string_view host);

/// Where a Location header leads, seen from `base`. Errors: invalid.
Result<Url> resolve_location(const Url& base, std::string_view location);

/// Everything but unreserved letters (RFC 3986 section 2.3) as %XX.
std::string percent_encode(std::string_view text);

using QueryFields = std::span<const std::pair<std::string_view, std::string_view>>;
/// "name=value&…", both percent-encoded.
std::string encode_query(QueryFields fields);
/// `base` with these fields added to its query.
Result<Url> with_query(const Url& base, QueryFields fields);

}  // namespace skiff::image
