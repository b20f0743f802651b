#include "registry.hpp"

#include <skiff/base/text.hpp>

namespace skiff::cli {

Result<engine::PullOptions> pull_options_of(const RegistryOptions& options) {
  // Not a parser of its row: the text of an error there repeats the value, which may be a password.
  const auto [user, password] = base::cut(options.credentials, ':');
  if (!options.credentials.empty() && (user.empty() || !password))
    return fail(ErrorKind::usage, "invalid argument for \"--creds\" flag: the form is USER:PASSWORD");
  engine::PullOptions result;
  result.is_verifying_tls = options.is_verifying_tls;
  result.certificate_dir = options.certificate_dir;
  result.credentials = options.credentials;
  result.auth_file = options.auth_file;
  result.platform = options.platform;
  return result;
}

Result<engine::PullPolicy> parse_pull_policy(std::string_view text) {
  if (text == "missing") return engine::PullPolicy::missing;
  if (text == "always") return engine::PullPolicy::always;
  if (text == "never") return engine::PullPolicy::never;
  if (text == "newer") return engine::PullPolicy::newer;
  return fail(ErrorKind::invalid, "the choices are always, missing, never and newer");
}

}  // namespace skiff::cli
