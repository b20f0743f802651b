#pragma once

#include <string>
#include <type_traits>

#include <skiff/base/result.hpp>

#include "curl_library.hpp"
#include "http_client.hpp"

namespace skiff::image {

/// Sets options of one easy handle and remembers the first that libcurl refused.
class CurlOptions {
 public:
  CurlOptions(const CurlFunctions& curl, CURL* easy) : curl_(curl), easy_(easy) {}

  void set(CURLoption option, long value) { note(curl_.easy_setopt(easy_, option, value)); }
  void set(CURLoption option, const char* text) { note(curl_.easy_setopt(easy_, option, text)); }
  template <typename T>
    requires std::is_pointer_v<T>
  void set(CURLoption option, T value) {
    note(curl_.easy_setopt(easy_, option, value));
  }
  /// The bytes must outlive the handle.
  void set_blob(CURLoption option, const std::string& bytes);

  /// HTTP and HTTPS only, nothing on libcurl's own account: no redirects, proxies, cookies, .netrc, signals.
  void restrict_to_http();
  void set_request(const HttpRequest& request, curl_slist* headers);
  void set_tls(const TlsPolicy& tls);

  /// Errors: unsupported (this libcurl lacks something), internal.
  Result<void> result() const;

 private:
  void note(CURLcode code) {
    if (first_ == CURLE_OK) first_ = code;
  }
  void set_authorities(const Certificates* certificates);

  const CurlFunctions& curl_;
  CURL* easy_;
  CURLcode first_ = CURLE_OK;
};

}  // namespace skiff::image
