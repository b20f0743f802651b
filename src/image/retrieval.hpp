#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "http_client.hpp"

namespace skiff::image {

/// One request with what HTTP lets happen before its answer: redirects and passing troubles.
///
/// Redirects: at most 5. The Authorization header and the client certificate are for the first URL's origin: once another
/// scheme, host or port was visited they are not sent again, even if it leads back. From https to http only where nothing
/// is verified anyway.
/// Retries: of a GET that has delivered nothing yet, with growing pauses, if the connection was lost or the answer was 429 or
/// a passing 5xx. A Retry-After of at most 30 seconds is honoured; for a longer one the answer stands. One that has begun to
/// deliver is carried on by its caller, from where it broke (HttpRequest::offset).
class Retrieval {
 public:
  /// `request.tls.has_client_certificate` and `authorization` hold for the origin of `request.url` alone.
  /// Its first request is made after `pause`.
  Retrieval(HttpClient& client, HttpRequest request, std::string authorization, std::chrono::milliseconds pause = {});

  /// Begins, or moves on after a step of the client; true when nothing more will happen. Errors: internal ones only.
  Result<bool> advance();
  /// Steps the client until advance() says true. Errors: internal ones only.
  Result<void> run();
  /// How long the client's next step may wait on this one's account.
  std::chrono::milliseconds patience() const;

  HttpFailure failure() const { return failure_; }
  /// Set where failure() is not `none`.
  const Error& error() const { return *error_; }
  const HttpResponse& response() const { return exchange_->response(); }
  /// Whose answer or failure it is.
  const Origin& origin() const { return request_.url.origin; }
  bool has_left_origin() const { return has_left_; }

 private:
  Result<void> begin();
  bool finish();
  bool follow(const HttpResponse& response);
  bool retry_later(std::chrono::milliseconds at_least);
  bool reject(HttpFailure failure, Error error);

  HttpClient& client_;
  HttpRequest request_;
  std::string authorization_;
  std::unique_ptr<HttpExchange> exchange_;
  std::chrono::steady_clock::time_point not_before_{};
  HttpFailure failure_ = HttpFailure::none;
  std::optional<Error> error_;
  unsigned redirects_ = 0;
  unsigned retries_ = 0;
  bool has_left_ = false;
  bool is_waiting_ = true;
};

}  // namespace skiff::image
