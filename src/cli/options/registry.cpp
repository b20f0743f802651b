#include "registry.hpp"

#include <skiff/base/text.hpp>

namespace skiff::cli {

Result<void> check_credentials(const spec::RegistryAccess& registry) {
  // Not a parser of its row: the text of an error there repeats the value, which may be a password.
  const auto [user, password] = base::cut(registry.credentials, ':');
  if (!registry.credentials.empty() && (user.empty() || !password))
    return fail(ErrorKind::usage, "invalid argument for \"--creds\" flag: the form is USER:PASSWORD");
  return {};
}

Result<engine::PullPolicy> parse_pull_policy(std::string_view text) {
  if (text == "missing" || text == "ifnotpresent") return engine::PullPolicy::missing;
  if (text == "always") return engine::PullPolicy::always;
  if (text == "never") return engine::PullPolicy::never;
  if (text == "newer" || text == "ifnewer") return engine::PullPolicy::newer;
  return fail(ErrorKind::invalid, "the choices are always, missing, never and newer");
}

}  // namespace skiff::cli
