#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/image/transport.hpp>

/// Credentials for a registry: from --creds or from the files that docker and podman write (containers-auth.json(5)).
namespace skiff::image {

/// The user that they are for, and that an error is about.
struct RegistryNames {
  std::string registry;
  std::string repository;
};

struct Credentials {
  std::string user;
  std::string password;
  std::string identity_token;  ///< an OAuth2 refresh token; then user and password may be empty
  std::string origin;          ///< "--creds", or the path of the file
  /// A file names a credential helper for this registry, which is not asked yet.
  bool is_helper_skipped = false;

  bool is_anonymous() const { return user.empty() && identity_token.empty(); }
};

/// Name under which a registry's credentials are kept: without scheme and path, Docker Hub's hosts as "docker.io".
std::string credentials_key(std::string_view entry);

/// What one auth file (its JSON text) says of registry/repository: the longest matching name wins, registry/namespace/repository
/// first, then the registry alone, then docker's older keys with a scheme. Nothing where the file does not name it.
/// Errors: corrupt (not JSON), invalid (an entry that cannot be decoded; the secret is not in the text).
Result<std::optional<Credentials>> find_in_auth_file(std::string_view text, std::string_view registry,
                                                     std::string_view repository);

/// "user:password". Errors: usage.
Result<Credentials> parse_credentials(std::string_view text);

/// Values of the environment that decide where auth files are.
struct AuthEnvironment {
  std::string registry_auth_file;  ///< REGISTRY_AUTH_FILE
  std::string runtime_directory;   ///< XDG_RUNTIME_DIR
  std::string config_directory;    ///< XDG_CONFIG_HOME
  std::string docker_directory;    ///< DOCKER_CONFIG
  std::string home;                ///< HOME
  std::string uid;
};
AuthEnvironment auth_environment();

/// Files to look into, in order. One that was asked for (`is_required`) is the only one and must be there.
struct AuthFiles {
  std::vector<std::string> paths;
  bool is_required = false;
};
AuthFiles auth_files(const spec::RegistryAccess& options, const AuthEnvironment& environment);

/// Looks into --creds, then into the files; anonymous if nothing names the registry. A file in a usual place that cannot be
/// used is passed over with a line to `warn`, which may be empty; one that was asked for is an error.
/// Errors: usage, not_found (a file that was asked for), denied, corrupt, invalid.
Result<Credentials> find_credentials(const spec::RegistryAccess& options, const RegistryNames& names,
                                     const std::function<void(std::string_view)>& warn);

}  // namespace skiff::image
