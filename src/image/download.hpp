#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "retrieval.hpp"

namespace skiff::image {

/// A file on its way from an http or https URL, read as it comes: what was not read yet holds the server back.
class Download {
 public:
  /// Asks, and returns once the first bytes are there. `limit`: bytes of the whole. `check` is asked about once a second: its
  /// error ends the download. Errors: unsupported (the URL), unreachable, timed_out, not_found, denied.
  static Result<std::unique_ptr<Download>> open(const std::string& url, std::uint64_t limit, std::function<Result<void>()> check);

  /// The next bytes, valid until the next call; empty at the end.
  Result<std::string_view> next();
  /// Of the whole, as the server says; 0 if it does not.
  std::uint64_t size() const { return retrieval_->response().content_length.value_or(0); }

 private:
  explicit Download(std::unique_ptr<HttpClient> client) : client_(std::move(client)) {}
  Result<void> advance();

  std::unique_ptr<HttpClient> client_;
  std::unique_ptr<Retrieval> retrieval_;
  std::string coming_;   ///< not read yet
  std::string reading_;  ///< what next() gave
  bool is_finished_ = false;
};

}  // namespace skiff::image
