#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <skiff/base/result.hpp>

#include "certificates.hpp"
#include "curl_library.hpp"
#include "http_url.hpp"

/// Single HTTP exchanges over libcurl's multi interface, several at once in one thread. No redirects, no retries, no
/// authentication, no cookies, no .netrc, no proxies: what those mean is decided above (retrieval.hpp).
namespace skiff::image {

/// How the other end is trusted.
struct TlsPolicy {
  bool is_verifying = true;
  const Certificates* certificates = nullptr;  ///< outlives the exchange; null: the system's authorities alone
  bool has_client_certificate = false;         ///< whether that of `certificates` is shown
  std::chrono::milliseconds connect_patience{15000};
};

struct HttpRequest {
  Url url;
  std::vector<std::string> headers;  ///< "Name: value"
  std::optional<std::string> form;   ///< POST this urlencoded form; without it GET
  std::uint64_t limit = 0;           ///< bytes of a 200 answer; one more is an error
  std::optional<std::uint64_t> exact_size;  ///< the answer must have this many
  /// Bytes that an earlier exchange has given to the sink: the rest is asked for (RFC 9110, 14.2). Of a server that sends
  /// the whole all the same they are dropped. `limit` and `exact_size` are of the whole.
  std::uint64_t offset = 0;
  /// Takes the body of a 200 answer in pieces; without it the body is collected. Errors end the exchange.
  std::function<Result<void>(std::string_view)> sink;
  TlsPolicy tls;
};

/// Where an exchange failed, as far as the layers above decide by it.
enum class HttpFailure {
  none,
  connect,    ///< no connection: name, address, refused
  handshake,  ///< a connection, but no TLS on it
  untrusted,  ///< TLS, but its certificate is not to be trusted
  lost,       ///< the connection ended before the answer did
  stalled,    ///< too slow
  rejected,   ///< the answer breaks a limit
  sink,       ///< the sink gave an error
};

struct HttpResponse {
  long status = 0;
  std::string content_type;
  std::string location;
  std::string link;
  std::vector<std::string> challenges;  ///< values of WWW-Authenticate
  std::optional<std::uint64_t> content_length;
  std::optional<std::uint64_t> range_start;  ///< of Content-Range
  std::chrono::seconds retry_after{0};
  std::string body;             ///< of an answer other than 200 at most 64 KiB
  std::uint64_t delivered = 0;  ///< bytes that the sink took
};

class HttpClient;

/// One request and its answer. Stays at its address while it is under way.
class HttpExchange {
 public:
  explicit HttpExchange(HttpRequest request) : request_(std::move(request)) {}
  HttpExchange(const HttpExchange&) = delete;
  HttpExchange& operator=(const HttpExchange&) = delete;
  ~HttpExchange();

  const HttpRequest& request() const { return request_; }
  const HttpResponse& response() const { return response_; }
  bool is_finished() const { return is_finished_; }
  HttpFailure failure() const { return failure_; }
  /// Set where failure() is not `none`.
  const Error& error() const { return *error_; }

 private:
  friend class HttpClient;
  static std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* context);
  static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* context);
  bool take_header(std::string_view line);
  bool take_body(std::string_view bytes);
  bool reject(HttpFailure failure, Error error);
  void finish(const CurlFunctions& curl, CURLcode code);
  void finish_failed(const CurlFunctions& curl, CURLcode code);
  std::string connect_cause(const CurlFunctions& curl, CURLcode code) const;
  bool is_without_tls(const CurlFunctions& curl) const;
  bool is_body_cut() const;
  bool is_wanted() const;
  bool check_length();

  HttpRequest request_;
  HttpResponse response_;
  HttpFailure failure_ = HttpFailure::none;
  std::optional<Error> error_;
  bool is_finished_ = false;
  bool has_body_begun_ = false;
  std::size_t header_bytes_ = 0;
  std::uint64_t received_ = 0;  ///< header and body
  std::uint64_t body_bytes_ = 0;
  std::uint64_t window_start_bytes_ = 0;
  std::chrono::nanoseconds window_start_{0};
  HttpClient* client_ = nullptr;  ///< while under way
  CurlEasy easy_;
  CurlList headers_;
  char error_text_[CURL_ERROR_SIZE] = {};
};

class HttpClient {
 public:
  /// Loads libcurl. `check` is asked at each step: its error ends the step; it may be empty.
  static Result<std::unique_ptr<HttpClient>> open(std::function<Result<void>()> check = {});

  /// Begins; step() carries it on. The exchange may be destroyed at any time.
  Result<void> begin(HttpExchange& exchange);
  /// Waits for the network at most `patience` and moves all exchanges on; their sinks run in here.
  Result<void> step(std::chrono::milliseconds patience);

 private:
  friend class HttpExchange;
  HttpClient(const CurlFunctions& curl, CURLM* multi) : curl_(curl), multi_(multi, {&curl}) {}
  Result<void> set_options(HttpExchange& exchange);
  void forget(HttpExchange& exchange);
  void find_stalled();

  const CurlFunctions& curl_;
  CurlMulti multi_;
  std::function<Result<void>()> check_;
  std::vector<HttpExchange*> active_;
  /// Time spent on the network: waiting for it and reading, also what is no part of a body and comes without end. A sink that is
  /// slow does not make its server look slow.
  std::chrono::nanoseconds waited_{0};
  std::chrono::nanoseconds in_sinks_{0};  ///< of the step under way
};

}  // namespace skiff::image
