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

Result<std::uint64_t> parse_retries(std::string_view text) {
  constexpr std::uint64_t most = 100;
  const auto number = base::parse_unsigned(text);
  if (!number || *number > most) return fail(ErrorKind::invalid, "not a number from 0 to {}", most);
  return *number;
}

Result<base::Duration> parse_retry_delay(std::string_view text) {
  TRY_ASSIGN(const base::Duration delay, base::parse_duration(text));
  if (delay < base::Duration::zero() || delay > std::chrono::hours(1)) return fail(ErrorKind::invalid, "not a time from 0s to 1h");
  return delay;
}

Result<void> check_content_trust(std::string_view text) {
  if (text == "true") return {};
  return fail(ErrorKind::unsupported, "skiff checks digests, but no signatures");
}

Result<engine::PullPolicy> parse_pull_policy(std::string_view text) {
  const std::string policy = base::to_lower(text);
  if (policy.empty() || policy == "missing" || policy == "ifnotpresent") return engine::PullPolicy::missing;
  if (policy == "always") return engine::PullPolicy::always;
  if (policy == "never") return engine::PullPolicy::never;
  if (policy == "newer" || policy == "ifnewer") return engine::PullPolicy::newer;
  return fail(ErrorKind::invalid, "the choices are always, missing, never and newer");
}

}  // namespace skiff::cli
