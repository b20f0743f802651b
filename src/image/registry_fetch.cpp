#include "registry_fetch.hpp"

namespace skiff::image {

namespace {

constexpr unsigned most_breaks = 5;
/// A transfer that brings this much between two breaks gets on, however often it breaks.
constexpr std::uint64_t least_progress = std::uint64_t{1} << 20;

}  // namespace

Result<void> RegistryFetch::begin() {
  TRY_ASSIGN(HttpRequest request, session_.request(request_.path, request_.query));
  request.headers = request_.headers;
  request.limit = request_.limit;
  request.exact_size = request_.exact_size;
  request.offset = delivered_;
  if (request_.sink) {
    request.sink = [this](std::string_view bytes) {
      delivered_ += bytes.size();
      return request_.sink(bytes);
    };
  }
  authorization_ = session_.authorization();
  const auto pause = breaks_ == 0 ? std::chrono::milliseconds(0) : std::chrono::milliseconds(125U << breaks_);
  retrieval_ = std::make_unique<Retrieval>(session_.client(), std::move(request), authorization_, pause);
  return {};
}

Result<bool> RegistryFetch::advance() {
  if (retrieval_ == nullptr) TRY(begin());
  TRY_ASSIGN(const bool is_final, retrieval_->advance());
  if (!is_final) return false;
  return retrieval_->failure() != HttpFailure::none ? take_failure() : take_answer();
}

/// After a failure: true if the rest is to be asked for.
bool RegistryFetch::carry_on() {
  const HttpFailure failure = retrieval_->failure();
  const bool has_progress = delivered_ - broke_at_ >= least_progress;
  // A server that is slow all the time is not asked again; one whose packets stopped coming may be.
  const bool is_passing = failure == HttpFailure::lost || failure == HttpFailure::connect ||
                          (failure == HttpFailure::stalled && has_progress);
  if (delivered_ == 0 || !is_passing) return false;
  if (has_progress) breaks_ = 0;
  broke_at_ = delivered_;
  if (++breaks_ > most_breaks) return false;
  has_authenticated_ = false;  // a token may have run out meanwhile
  retrieval_.reset();
  return true;
}

Result<bool> RegistryFetch::take_failure() {
  if (!retrieval_->has_left_origin() && session_.fall_back_to_http(retrieval_->failure(), retrieval_->origin())) {
    retrieval_.reset();
    return false;
  }
  if (carry_on()) return false;
  Error error = session_.connection_failed(*retrieval_);
  if (request_.is_whole_image) return std::unexpected(std::move(error));
  return fail_with(std::move(error), "cannot fetch {}", request_.name);
}

Result<bool> RegistryFetch::take_answer() {
  session_.note_answer();
  const HttpResponse& response = retrieval_->response();
  const std::string& registry = session_.names().registry;
  switch (response.status) {
    case 200:
      return true;
    case 206:
      if (delivered_ > 0) return true;
      break;
    case 401:
    case 403:
      return take_refusal();
    case 404:
      return fail(ErrorKind::not_found, "registry {} has no {}{}", registry,
                  request_.is_whole_image ? "such image" : request_.name, session_.words(response.body));
    default:
      break;
  }
  return fail(ErrorKind::unreachable, "cannot fetch {}: registry {} answers with status {}{}", request_.name, registry,
              response.status, session_.words(response.body));
}

Result<bool> RegistryFetch::take_refusal() {
  const HttpResponse& response = retrieval_->response();
  // The host that a redirect led to has no say in where credentials go.
  if (retrieval_->has_left_origin()) {
    return fail(ErrorKind::denied, "cannot fetch {}: {}, where registry {} leads, refuses with status {}", request_.name,
                retrieval_->origin().text(), session_.names().registry, response.status);
  }
  // What was refused here was got for this very fetch, or the registry knows us and says no.
  if (has_authenticated_ || response.status == 403) return std::unexpected(session_.denied(response.body));
  has_authenticated_ = true;
  // Another fetch may have got a new token meanwhile.
  if (session_.authorization() == authorization_) {
    if (authorization_.starts_with("Basic ")) return std::unexpected(session_.denied(response.body));
    TRY(session_.authorize(std::vector(response.challenges)));
  }
  retrieval_.reset();
  return false;
}

std::chrono::milliseconds RegistryFetch::patience() const {
  return retrieval_ == nullptr ? std::chrono::milliseconds(0) : retrieval_->patience();
}

Result<void> RegistryFetch::run() {
  for (;;) {
    TRY_ASSIGN(const bool is_done, advance());
    if (is_done) return {};
    TRY(session_.client().step(patience()));
  }
}

}  // namespace skiff::image
