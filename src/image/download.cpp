#include "download.hpp"

#include <skiff/base/text.hpp>

namespace skiff::image {

namespace {

ErrorKind kind_of_status(long status) {
  if (status == 404 || status == 410) return ErrorKind::not_found;
  return status == 401 || status == 403 ? ErrorKind::denied : ErrorKind::unreachable;
}

}  // namespace

Result<std::unique_ptr<Download>> Download::open(const std::string& url, std::uint64_t limit, std::function<Result<void>()> check) {
  HttpRequest request;
  auto parsed = parse_url(url);
  if (!parsed) return std::unexpected(parsed.error().with_kind(ErrorKind::unsupported));
  request.url = *std::move(parsed);
  request.limit = limit;
  TRY_ASSIGN(auto client, HttpClient::open(std::move(check)));
  std::unique_ptr<Download> download(new Download(std::move(client)));
  request.sink = [self = download.get()](std::string_view bytes) -> Result<void> {
    self->coming_ += bytes;
    return {};
  };
  download->retrieval_ = std::make_unique<Retrieval>(*download->client_, std::move(request), "");
  while (download->coming_.empty() && !download->is_finished_) TRY(download->advance());
  return download;
}

Result<std::string_view> Download::next() {
  while (coming_.empty() && !is_finished_) TRY(advance());
  reading_ = std::exchange(coming_, {});
  return std::string_view(reading_);
}

Result<void> Download::advance() {
  TRY_ASSIGN(is_finished_, retrieval_->advance());
  if (!is_finished_) return client_->step(retrieval_->patience());
  const std::string host = base::escape_control(retrieval_->origin().text(), 200);
  if (retrieval_->failure() != HttpFailure::none) {
    Error error = retrieval_->error();
    return fail_with(std::move(error), "{}", host);
  }
  const long status = retrieval_->response().status;
  if (status == 200) return {};
  return fail(kind_of_status(status), "{} answers with status {}", host, status);
}

}  // namespace skiff::image
