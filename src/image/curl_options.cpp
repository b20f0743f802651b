#include "curl_options.hpp"

namespace skiff::image {

void CurlOptions::set_blob(CURLoption option, const std::string& bytes) {
  curl_blob blob{.data = const_cast<char*>(bytes.data()), .len = bytes.size(), .flags = CURL_BLOB_NOCOPY};
  note(curl_.easy_setopt(easy_, option, &blob));
}

void CurlOptions::restrict_to_http() {
#if LIBCURL_VERSION_NUM >= 0x075500
  set(CURLOPT_PROTOCOLS_STR, "http,https");
#else
  set(CURLOPT_PROTOCOLS, static_cast<long>(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
#if LIBCURL_VERSION_NUM >= 0x075700
  set(CURLOPT_QUICK_EXIT, 1L);  // a name lookup that hangs does not keep the process
#endif
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_PROXY, "");
  set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(CURLOPT_HTTP09_ALLOWED, 0L);
  // One connection a blob: the kernel's window is then the bound of what waits for a slow sink. A stream of HTTP/2 may have
  // 32 MB under way, and libcurl keeps what came for a stream while it serves another.
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_BUFFERSIZE, 64L << 10);
}

void CurlOptions::set_request(const HttpRequest& request, curl_slist* headers) {
  set(CURLOPT_URL, request.url.text.c_str());
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.tls.connect_patience.count()));
  set(CURLOPT_USERAGENT, "skiff");
  if (request.form) {
    set(CURLOPT_POSTFIELDSIZE, static_cast<long>(request.form->size()));
    set(CURLOPT_POSTFIELDS, request.form->c_str());
  } else {
    set(CURLOPT_HTTPGET, 1L);
  }
  if (headers != nullptr) set(CURLOPT_HTTPHEADER, headers);
}

void CurlOptions::set_authorities(const Certificates* certificates) {
  const bool is_own = certificates != nullptr && certificates->authorities.is_open();
  const std::string file = is_own ? sys::fd_path(certificates->authorities) : system_authorities();
  if (file.empty()) return;  // libcurl's own default
  // A file without a directory beside it is parsed once for all connections.
  set(CURLOPT_CAINFO, file.c_str());
  set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
}

void CurlOptions::set_tls(const TlsPolicy& tls) {
  set(CURLOPT_SSL_VERIFYPEER, tls.is_verifying ? 1L : 0L);
  set(CURLOPT_SSL_VERIFYHOST, tls.is_verifying ? 2L : 0L);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (tls.is_verifying) set_authorities(tls.certificates);
  if (tls.has_client_certificate && tls.certificates != nullptr && !tls.certificates->client_certificate.empty()) {
    set(CURLOPT_SSLCERTTYPE, "PEM");
    set(CURLOPT_SSLKEYTYPE, "PEM");
    set_blob(CURLOPT_SSLCERT_BLOB, tls.certificates->client_certificate);
    set_blob(CURLOPT_SSLKEY_BLOB, tls.certificates->client_key);
  }
}

Result<void> CurlOptions::result() const {
  if (first_ == CURLE_OK) return {};
  if (first_ == CURLE_UNKNOWN_OPTION || first_ == CURLE_NOT_BUILT_IN) {
    return fail(ErrorKind::unsupported, "this libcurl lacks an option that is needed: {}", curl_.easy_strerror(first_));
  }
  return fail(ErrorKind::internal, "libcurl: {}", curl_.easy_strerror(first_));
}

}  // namespace skiff::image
