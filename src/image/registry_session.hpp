#pragma once

#include <memory>
#include <string>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/image/transport.hpp>
#include <skiff/spec/image_reference.hpp>

#include "auth_file.hpp"
#include "certificates.hpp"
#include "challenge.hpp"
#include "registry_error.hpp"
#include "retrieval.hpp"

namespace skiff::image {

/// What is known of one repository at one registry while it is spoken to: where it is, whether by TLS, and as which user.
///
/// Credentials go to the registry's own origin (Basic) or to the token server that it names (Bearer), and nowhere else. The token
/// server must be reached by verified TLS; with --tls-verify=false it may also be any server on the registry's own host.
class RegistrySession {
 public:
  /// Passwords are looked for when the registry asks for one; what the caller named itself is looked at now.
  /// Errors: those of find_credentials() and read_certificates(); invalid (the registry's name).
  static Result<std::unique_ptr<RegistrySession>> open(HttpClient& client, const RegistryOptions& options,
                                                       const spec::ImageReference& reference);

  HttpClient& client() { return client_; }
  const RegistryNames& names() const { return names_; }
  /// The request for /v2/REPOSITORY/PATH[?QUERY], without authorization.
  Result<HttpRequest> request(std::string_view path, std::string_view query) const;
  /// Value of the Authorization header; empty until the registry asked.
  const std::string& authorization() const { return authorization_; }

  /// After a 401: gets what `challenges` ask for. Errors: denied, unreachable, unsupported (no scheme that we know).
  Result<void> authorize(const std::vector<std::string>& challenges);
  /// After a failure at `origin`: true if the request is to be made again, by plain HTTP (with --tls-verify=false, and
  /// where the registry is this machine itself).
  bool fall_back_to_http(HttpFailure failure, const Origin& origin);
  /// Any answer came: from now on the scheme stands.
  void note_answer() { has_answered_ = true; }

  Error denied(std::string_view body) const;
  Error connection_failed(const Retrieval& retrieval) const;
  /// The server's words in `body` after ": ", or nothing.
  std::string words(std::string_view body) const;

 private:
  RegistrySession(HttpClient& client, const RegistryOptions& options)
      : client_(client), options_(options.access), warn_(options.warn) {}
  Result<void> read_credentials();
  bool may_be_plain() const;
  Result<void> use_basic();
  Result<void> fetch_token(const Challenge& challenge);
  Result<HttpRequest> token_request(const Challenge& challenge, const Url& realm) const;
  Result<void> take_token(const Retrieval& answer);
  Result<TlsPolicy> realm_policy(const Url& realm) const;

  HttpClient& client_;
  spec::RegistryAccess options_;
  std::function<void(std::string_view)> warn_;
  RegistryNames names_;
  std::string host_;  ///< where it is: "registry-1.docker.io"
  Url base_;          ///< scheme://host/v2/
  Certificates certificates_;
  Credentials credentials_;
  std::string authorization_;
  std::vector<std::string> secrets_;
  bool has_answered_ = false;
  bool has_credentials_ = false;  ///< they were looked for
};

}  // namespace skiff::image
