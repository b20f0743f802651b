#pragma once

#include <memory>
#include <string>
#include <vector>

#include "registry_session.hpp"

namespace skiff::image {

/// What to fetch from a repository.
struct FetchRequest {
  std::string path;                  ///< below /v2/REPOSITORY/: "blobs/sha256:…"
  std::string query = {};            ///< what follows its "?"
  std::string name;                  ///< for messages: "blob sha256:…"
  bool is_whole_image = false;       ///< what the caller asked for: its own words name it
  std::vector<std::string> headers;  ///< "Accept: …"
  std::uint64_t limit = 0;
  std::optional<std::uint64_t> exact_size;
  std::function<Result<void>(std::string_view)> sink;  ///< without it the body is collected in response()
};

/// One GET at a registry, with authentication and the fall to plain HTTP around a Retrieval. A transfer that breaks off is
/// carried on from there, several times: what came is not asked for again, and the digest is of the whole.
class RegistryFetch {
 public:
  RegistryFetch(RegistrySession& session, FetchRequest request) : session_(session), request_(std::move(request)) {}

  /// Begins, or moves on after a step of the client; true when the whole answer came.
  /// Errors: not_found, denied, unreachable, timed_out, corrupt, the sink's; all name the registry, and what was fetched
  /// if it is not the whole image.
  Result<bool> advance();
  Result<void> run();
  std::chrono::milliseconds patience() const;
  const HttpResponse& response() const { return retrieval_->response(); }

 private:
  Result<void> begin();
  bool carry_on();
  Result<bool> take_failure();
  Result<bool> take_answer();
  Result<bool> take_refusal();

  RegistrySession& session_;
  FetchRequest request_;
  std::unique_ptr<Retrieval> retrieval_;
  std::string authorization_;
  bool has_authenticated_ = false;
  std::uint64_t delivered_ = 0;  ///< bytes that the sink took
  std::uint64_t broke_at_ = 0;
  unsigned breaks_ = 0;          ///< since it last got on
};

}  // namespace skiff::image
