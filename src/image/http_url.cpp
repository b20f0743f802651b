#include "http_url.hpp"

#include <skiff/base/text.hpp>

#include "curl_library.hpp"

namespace skiff::image {

namespace {

Result<std::string> url_part(const CurlFunctions& curl, CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl.url_get(url, part, &text, flags) != CURLUE_OK) return fail(ErrorKind::invalid, "not a usable URL");
  const CurlText owner(text, {&curl});
  return std::string(text);
}

bool has_part(const CurlFunctions& curl, CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl.url_get(url, part, &text, 0) != CURLUE_OK) return false;
  const CurlText owner(text, {&curl});
  return true;
}

Result<Url> take_apart(const CurlFunctions& curl, CURLU* url) {
  if (has_part(curl, url, CURLUPART_USER) || has_part(curl, url, CURLUPART_PASSWORD)) {
    return fail(ErrorKind::invalid, "a URL with a user in it");
  }
  curl.url_set(url, CURLUPART_FRAGMENT, nullptr, 0);
  Url result;
  TRY_ASSIGN(result.origin.scheme, url_part(curl, url, CURLUPART_SCHEME));
  result.origin.scheme = base::to_lower(result.origin.scheme);
  if (result.origin.scheme != "http" && result.origin.scheme != "https") {
    return fail(ErrorKind::invalid, "a URL of the scheme {}", base::escape_control(result.origin.scheme, 40));
  }
  TRY_ASSIGN(result.origin.host, url_part(curl, url, CURLUPART_HOST));
  result.origin.host = base::to_lower(result.origin.host);
  if (result.origin.host.empty()) return fail(ErrorKind::invalid, "a URL without a host");
  TRY_ASSIGN(result.origin.port, url_part(curl, url, CURLUPART_PORT, CURLU_DEFAULT_PORT));
  TRY_ASSIGN(result.text, url_part(curl, url, CURLUPART_URL));
  return result;
}

/// libcurl takes C strings: a zero byte would hide what follows it.
bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char letter) { return letter < 0x20 || letter == 0x7F; });
}

}  // namespace

std::string Origin::text() const {
  const bool is_default = port == (is_secure() ? "443" : "80");
  return is_default ? host : host + ":" + port;
}

Result<Url> parse_url(std::string_view text) {
  TRY_ASSIGN(const CurlFunctions* curl, curl_functions());
  const CurlUrl url(curl->url(), {curl});
  if (has_control(text) || curl->url_set(url.get(), CURLUPART_URL, std::string(text).c_str(), 0) != CURLUE_OK) {
    return fail(ErrorKind::invalid, "not a usable URL");
  }
  return take_apart(*curl, url.get());
}

Result<Url> resolve_location(const Url& base, std::string_view location) {
  TRY_ASSIGN(const CurlFunctions* curl, curl_functions());
  const CurlUrl url(curl->url(), {curl});
  if (location.empty() || has_control(location) || curl->url_set(url.get(), CURLUPART_URL, base.text.c_str(), 0) != CURLUE_OK ||
      curl->url_set(url.get(), CURLUPART_URL, std::string(location).c_str(), CURLU_URLENCODE) != CURLUE_OK) {
    return fail(ErrorKind::invalid, "not a usable URL");
  }
  return take_apart(*curl, url.get());
}

std::string percent_encode(std::string_view text) {
  std::string result;
  for (const char letter : text) {
    const bool is_plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                          (letter >= '0' && letter <= '9') || std::string_view("-._~").find(letter) != std::string_view::npos;
    if (is_plain)
      result += letter;
    else
      result += fmt::format("%{:02X}", static_cast<unsigned char>(letter));
  }
  return result;
}

std::string encode_query(QueryFields fields) {
  std::string result;
  for (const auto& [name, value] : fields) {
    if (!result.empty()) result += '&';
    result += percent_encode(name) + "=" + percent_encode(value);
  }
  return result;
}

Result<Url> with_query(const Url& base, QueryFields fields) {
  if (fields.empty()) return base;
  const std::size_t question = base.text.find('?');
  const bool needs_separator = question != std::string::npos && question + 1 != base.text.size();
  return parse_url(base.text + (question == std::string::npos ? "?" : needs_separator ? "&" : "") +
                   encode_query(fields));
}

bool is_loopback(std::string_view host) {
  if (host == "localhost" || host == "[::1]" || host == "::1") return true;
  const auto parts = base::split(host, '.');
  if (parts.size() != 4 || parts[0] != "127") return false;
  return std::ranges::all_of(parts, [](std::string_view part) {
    const auto number = base::parse_unsigned(part);
    return number && *number <= 255;
  });
}

}  // namespace skiff::image
