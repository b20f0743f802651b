#include "retrieval.hpp"

#include <skiff/base/text.hpp>

namespace skiff::image {

using namespace std::chrono_literals;

namespace {

constexpr unsigned most_redirects = 5;
constexpr unsigned most_retries = 3;
constexpr std::chrono::milliseconds longest_pause = 30s;

bool is_redirect(long status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool is_passing(long status) {
  return status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
}

}  // namespace

Retrieval::Retrieval(HttpClient& client, HttpRequest request, std::string authorization, std::chrono::milliseconds pause)
    : client_(client),
      request_(std::move(request)),
      authorization_(std::move(authorization)),
      not_before_(std::chrono::steady_clock::now() + pause) {}

bool Retrieval::reject(HttpFailure failure, Error error) {
  failure_ = failure;
  error_ = std::move(error);
  return true;
}

Result<void> Retrieval::begin() {
  HttpRequest request = request_;
  if (!authorization_.empty()) request.headers.push_back("Authorization: " + authorization_);
  exchange_ = std::make_unique<HttpExchange>(std::move(request));
  is_waiting_ = false;
  return client_.begin(*exchange_);
}

Result<bool> Retrieval::advance() {
  if (is_waiting_) {
    if (std::chrono::steady_clock::now() >= not_before_) TRY(begin());
    return false;
  }
  if (!exchange_->is_finished()) return false;
  if (finish()) return true;
  if (not_before_ <= std::chrono::steady_clock::now()) TRY(begin());
  return false;
}

/// True if the finished exchange is the last one; else what comes next is set up.
bool Retrieval::finish() {
  const HttpResponse& response = exchange_->response();
  const bool may_retry = response.delivered == 0 && !request_.form && retries_ < most_retries;
  if (exchange_->failure() != HttpFailure::none) {
    const bool is_carried_on = request_.offset > 0;  // then the caller counts
    if (exchange_->failure() == HttpFailure::lost && may_retry && !is_carried_on) return retry_later(0ms);
    return reject(exchange_->failure(), exchange_->error());
  }
  if (is_redirect(response.status)) return follow(response);
  if (is_passing(response.status) && may_retry && response.retry_after <= longest_pause) {
    return retry_later(response.retry_after);
  }
  return true;
}

bool Retrieval::retry_later(std::chrono::milliseconds at_least) {
  std::chrono::milliseconds pause = 500ms;
  for (unsigned i = 0; i < retries_; ++i) pause *= 3;
  ++retries_;
  not_before_ = std::chrono::steady_clock::now() + std::max(pause, at_least);
  is_waiting_ = true;
  return false;
}

bool Retrieval::follow(const HttpResponse& response) {
  if (request_.form) return reject(HttpFailure::rejected, Error(ErrorKind::unreachable, "it redirects a POST"));
  if (++redirects_ > most_redirects) {
    return reject(HttpFailure::rejected, Error(ErrorKind::unreachable, fmt::format("more than {} redirects", most_redirects)));
  }
  auto target = resolve_location(request_.url, response.location);
  if (!target) {
    Error error = std::move(target).error();
    return reject(HttpFailure::rejected, std::move(error.add_context("it redirects to").with_kind(ErrorKind::unreachable)));
  }
  if (target->origin != request_.url.origin) {
    if (request_.url.origin.is_secure() && !target->origin.is_secure() && request_.tls.is_verifying) {
      return reject(HttpFailure::rejected, Error(ErrorKind::unreachable, fmt::format("it redirects from https to plain HTTP at {}",
                                                                             base::escape_control(target->origin.text(), 200))));
    }
    has_left_ = true;
    authorization_.clear();
    request_.tls.has_client_certificate = false;
  }
  request_.url = *std::move(target);
  return false;
}

std::chrono::milliseconds Retrieval::patience() const {
  if (!is_waiting_) return 1s;
  const auto rest = std::chrono::ceil<std::chrono::milliseconds>(not_before_ - std::chrono::steady_clock::now());
  return std::clamp<std::chrono::milliseconds>(rest, 0ms, 1s);
}

Result<void> Retrieval::run() {
  for (;;) {
    TRY_ASSIGN(const bool is_done, advance());
    if (is_done) return {};
    TRY(client_.step(patience()));
  }
}

}  // namespace skiff::image
