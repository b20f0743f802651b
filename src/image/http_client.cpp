#include "http_client.hpp"

#include <skiff/base/text.hpp>

#include "curl_options.hpp"
#include "pipe_signal.hpp"

namespace skiff::image {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t header_limit = 64 << 10;
constexpr std::size_t error_body_limit = 64 << 10;
/// An exchange has to move this much in each window of waiting; slower is not waited for.
constexpr auto stall_window = 30s;
constexpr std::uint64_t stall_bytes = 30 << 10;
/// A step that took longer did not run meanwhile: it was stopped (Ctrl-Z), or the machine slept.
constexpr auto longest_step = 2s;

HttpFailure failure_of(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
      return HttpFailure::connect;
    case CURLE_SSL_CONNECT_ERROR:
      return HttpFailure::handshake;
    case CURLE_PEER_FAILED_VERIFICATION:
      return HttpFailure::untrusted;
    case CURLE_OPERATION_TIMEDOUT:
      return HttpFailure::stalled;
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_PARTIAL_FILE:
      return HttpFailure::lost;
    default:
      return HttpFailure::rejected;
  }
}

bool names(std::string_view line, std::string_view name) {
  return line.size() > name.size() && line[name.size()] == ':' && base::to_lower(line.substr(0, name.size())) == name;
}

/// libcurl's and OpenSSL's words without what only they understand ("error:0A00010B:SSL routines::").
std::string tls_cause(std::string_view text) {
  if (text.find("wrong version number") != std::string_view::npos ||
      text.find("packet length too long") != std::string_view::npos) {
    return "it does not speak TLS";
  }
  for (const std::string_view prefix : {"SSL certificate problem: ", "SSL: ", "SSL peer certificate or SSH remote key was not OK: "}) {
    if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
  }
  if (const std::size_t colons = text.find("::"); text.starts_with("error:") && colons != std::string_view::npos) {
    text.remove_prefix(colons + 2);
  }
  return std::string(text);
}

}  // namespace

HttpExchange::~HttpExchange() {
  if (client_ != nullptr) client_->forget(*this);
}

bool HttpExchange::reject(HttpFailure failure, Error error) {
  if (failure_ == HttpFailure::none) {
    failure_ = failure;
    error_ = std::move(error);
  }
  return false;
}

std::size_t HttpExchange::on_header(char* bytes, std::size_t size, std::size_t count, void* context) {
  return static_cast<HttpExchange*>(context)->take_header({bytes, size * count}) ? size * count : 0;
}

std::size_t HttpExchange::on_body(char* bytes, std::size_t size, std::size_t count, void* context) {
  return static_cast<HttpExchange*>(context)->take_body({bytes, size * count}) ? size * count : 0;
}

bool HttpExchange::take_header(std::string_view line) {
  received_ += line.size();
  header_bytes_ += line.size();
  if (header_bytes_ > header_limit) {
    return reject(HttpFailure::rejected, Error(ErrorKind::unreachable, "the answer has more than 64 KiB of headers"));
  }
  if (has_body_begun_) return true;  // a trailer
  line = base::trim(line);
  if (line.starts_with("HTTP/")) {
    response_ = {};  // what came before was a 1xx answer
    const std::string_view rest = base::trim(base::cut(line, ' ').after.value_or(""));
    response_.status = static_cast<long>(base::parse_unsigned(rest.substr(0, 3)).value_or(0));
    return true;
  }
  const std::string_view value = base::trim(base::cut(line, ':').after.value_or(""));
  if (names(line, "content-type")) {
    response_.content_type = base::trim(base::cut(value, ';').before);
  } else if (names(line, "location")) {
    response_.location = value;
  } else if (names(line, "link")) {
    response_.link = value;
  } else if (names(line, "www-authenticate")) {
    response_.challenges.emplace_back(value);
  } else if (names(line, "content-length")) {
    response_.content_length = base::parse_unsigned(value);
  } else if (names(line, "content-range") && value.starts_with("bytes ")) {
    response_.range_start = base::parse_unsigned(base::cut(base::trim(value.substr(6)), '-').before);
  }
  return true;
}

/// Whether the body is what was asked for, whole or from the offset on.
bool HttpExchange::is_wanted() const {
  return response_.status == 200 || (response_.status == 206 && request_.offset > 0);
}

/// At the beginning of the body.
bool HttpExchange::check_length() {
  if (response_.status == 206) {
    if (response_.range_start != request_.offset)
      return reject(HttpFailure::rejected, Error(ErrorKind::corrupt, fmt::format("the server sends another part than that from byte {} on",
                                                                      request_.offset)));
    body_bytes_ = request_.offset;
  }
  const std::uint64_t announced = response_.content_length.value_or(0);
  if (announced <= request_.limit - std::min(body_bytes_, request_.limit)) return true;
  return reject(HttpFailure::rejected, Error(ErrorKind::corrupt, fmt::format("the server announces {} bytes where at most {} are right",
                                                                  announced, request_.limit - std::min(body_bytes_, request_.limit))));
}

bool HttpExchange::take_body(std::string_view bytes) {
  received_ += bytes.size();
  const bool is_first = !std::exchange(has_body_begun_, true);
  if (!is_wanted()) {
    const std::size_t room = error_body_limit - response_.body.size();
    response_.body += bytes.substr(0, room);
    return bytes.size() <= room;
  }
  if (is_first && !check_length()) return false;
  const std::uint64_t before = body_bytes_;
  body_bytes_ += bytes.size();
  if (body_bytes_ > request_.limit) {
    return reject(HttpFailure::rejected,
                  Error(ErrorKind::corrupt, fmt::format("the server sends more than {} bytes", request_.limit)));
  }
  if (!request_.sink) {
    response_.body += bytes;
    return true;
  }
  if (before < request_.offset) bytes.remove_prefix(std::min<std::uint64_t>(request_.offset - before, bytes.size()));
  if (bytes.empty()) return true;
  response_.delivered += bytes.size();
  const auto before_sink = std::chrono::steady_clock::now();
  auto taken = request_.sink(bytes);
  client_->in_sinks_ += std::chrono::steady_clock::now() - before_sink;
  if (!taken) return reject(HttpFailure::sink, std::move(taken).error());
  return true;
}

bool HttpExchange::is_body_cut() const { return !is_wanted() && response_.body.size() == error_body_limit; }

void HttpExchange::finish(const CurlFunctions& curl, CURLcode code) {
  is_finished_ = true;
  if (failure_ != HttpFailure::none) return;
  if (code != CURLE_OK && !(code == CURLE_WRITE_ERROR && is_body_cut())) return finish_failed(curl, code);
  curl_off_t retry_after = 0;
  curl.easy_getinfo(easy_.get(), CURLINFO_RETRY_AFTER, &retry_after);
  response_.retry_after = std::chrono::seconds(std::clamp<curl_off_t>(retry_after, 0, 1 << 30));
  if (is_wanted() && request_.exact_size && body_bytes_ != *request_.exact_size) {
    reject(HttpFailure::rejected, Error(ErrorKind::corrupt, fmt::format("the server sends {} bytes where {} are right",
                                                                        body_bytes_, *request_.exact_size)));
  }
}

void HttpExchange::finish_failed(const CurlFunctions& curl, CURLcode code) {
  HttpFailure failure = failure_of(code);
  ErrorKind kind = ErrorKind::unreachable;
  std::string cause;
  const auto patience = std::chrono::ceil<std::chrono::seconds>(request_.tls.connect_patience).count();
  if (is_without_tls(curl) && (failure == HttpFailure::stalled || failure == HttpFailure::lost)) {
    cause = failure == HttpFailure::lost ? "the connection ended in the handshake" : fmt::format("no handshake within {} s", patience);
    failure = HttpFailure::handshake;
  } else if (failure == HttpFailure::stalled) {
    cause = fmt::format("no connection within {} s", patience);
  } else if (failure == HttpFailure::connect) {
    cause = connect_cause(curl, code);
  } else if (failure == HttpFailure::lost) {
    cause = response_.status == 0 ? "the connection ended without an answer"
                                  : fmt::format("the connection ended after {} bytes of the body", body_bytes_);
  } else {
    cause = tls_cause(error_text_[0] != '\0' ? error_text_ : curl.easy_strerror(code));
  }
  if (code == CURLE_OPERATION_TIMEDOUT) kind = ErrorKind::timed_out;
  reject(failure, Error(kind, base::escape_control(cause, 300)));
}

/// Whether a new connection was made and has not come to TLS that it needs.
bool HttpExchange::is_without_tls(const CurlFunctions& curl) const {
  curl_off_t connected_after = 0;
  curl_off_t secured_after = 0;
  curl.easy_getinfo(easy_.get(), CURLINFO_CONNECT_TIME_T, &connected_after);
  curl.easy_getinfo(easy_.get(), CURLINFO_APPCONNECT_TIME_T, &secured_after);
  // Both are 0 on a connection that was used before.
  return request_.url.origin.is_secure() && connected_after > 0 && secured_after == 0;
}

std::string HttpExchange::connect_cause(const CurlFunctions& curl, CURLcode code) const {
  if (code == CURLE_COULDNT_RESOLVE_HOST) return fmt::format("no address is known for {}", request_.url.origin.host);
  long number = 0;
  curl.easy_getinfo(easy_.get(), CURLINFO_OS_ERRNO, &number);
  return number != 0 ? base::errno_text(static_cast<int>(number)) : "no connection";
}

Result<std::unique_ptr<HttpClient>> HttpClient::open(std::function<Result<void>()> check) {
  TRY_ASSIGN(const CurlFunctions* curl, curl_functions());
  CURLM* multi = curl->multi_init();
  if (multi == nullptr) return fail(ErrorKind::internal, "libcurl cannot be initialised");
  std::unique_ptr<HttpClient> client(new HttpClient(*curl, multi));
  client->check_ = std::move(check);
  return client;
}

Result<void> HttpClient::set_options(HttpExchange& exchange) {
  const HttpRequest& request = exchange.request_;
  for (const std::string& header : request.headers) {
    curl_slist* longer = curl_.slist_append(exchange.headers_.get(), header.c_str());
    if (longer == nullptr) return fail(ErrorKind::internal, "out of memory");
    (void)exchange.headers_.release();
    exchange.headers_ = CurlList(longer, {&curl_});
  }
  const std::string range = fmt::format("{}-", request.offset);
  CurlOptions options(curl_, exchange.easy_.get());
  if (request.offset > 0) options.set(CURLOPT_RANGE, range.c_str());  // libcurl copies it
  options.restrict_to_http();
  options.set_request(request, exchange.headers_.get());
  options.set_tls(request.tls);
  options.set(CURLOPT_ERRORBUFFER, exchange.error_text_);
  options.set(CURLOPT_HEADERFUNCTION, &HttpExchange::on_header);
  options.set(CURLOPT_HEADERDATA, &exchange);
  options.set(CURLOPT_WRITEFUNCTION, &HttpExchange::on_body);
  options.set(CURLOPT_WRITEDATA, &exchange);
  options.set(CURLOPT_PRIVATE, &exchange);
  return options.result();
}

Result<void> HttpClient::begin(HttpExchange& exchange) {
  exchange.easy_ = CurlEasy(curl_.easy_init(), {&curl_});
  exchange.headers_ = CurlList(nullptr, {&curl_});
  if (exchange.easy_ == nullptr) return fail(ErrorKind::internal, "libcurl cannot be initialised");
  TRY(set_options(exchange));
  if (const CURLMcode code = curl_.multi_add_handle(multi_.get(), exchange.easy_.get()); code != CURLM_OK) {
    return fail(ErrorKind::internal, "libcurl: {}", curl_.multi_strerror(code));
  }
  exchange.client_ = this;
  exchange.window_start_ = waited_;
  active_.push_back(&exchange);
  return {};
}

void HttpClient::forget(HttpExchange& exchange) {
  const PipeSignalBlock block;  // closing a TLS connection writes to it
  curl_.multi_remove_handle(multi_.get(), exchange.easy_.get());
  exchange.client_ = nullptr;
  exchange.easy_.reset();
  std::erase(active_, &exchange);
}

void HttpClient::find_stalled() {
  for (HttpExchange* exchange : std::vector(active_)) {
    if (waited_ - exchange->window_start_ < stall_window) continue;
    const std::uint64_t moved = exchange->received_ - exchange->window_start_bytes_;
    if (moved < stall_bytes) {
      exchange->reject(HttpFailure::stalled,
                       Error(ErrorKind::timed_out, fmt::format("only {} bytes came in {} seconds", moved,
                                                               std::chrono::seconds(stall_window).count())));
      exchange->is_finished_ = true;
      forget(*exchange);
    } else {
      exchange->window_start_ = waited_;
      exchange->window_start_bytes_ = exchange->received_;
    }
  }
}

Result<void> HttpClient::step(std::chrono::milliseconds patience) {
  if (check_) TRY(check_());
  const PipeSignalBlock block;
  const auto before = std::chrono::steady_clock::now();
  in_sinks_ = {};
  CURLMcode code = curl_.multi_poll(multi_.get(), nullptr, 0, static_cast<int>(std::clamp<std::int64_t>(patience.count(), 0, 1000)), nullptr);
  int running = 0;
  if (code == CURLM_OK) code = curl_.multi_perform(multi_.get(), &running);
  waited_ += std::min<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - before - in_sinks_, longest_step);
  if (code != CURLM_OK) return fail(ErrorKind::internal, "libcurl: {}", curl_.multi_strerror(code));
  int left = 0;
  while (const CURLMsg* message = curl_.multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode result = message->data.result;  // the message does not outlive the handle's removal
    char* context = nullptr;
    curl_.easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &context);
    auto* exchange = reinterpret_cast<HttpExchange*>(context);
    exchange->finish(curl_, result);
    forget(*exchange);
  }
  find_stalled();
  return {};
}

}  // namespace skiff::image
