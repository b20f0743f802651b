#pragma once

#include <string>

#include <skiff/engine/image.hpp>

#include "option.hpp"

namespace skiff::cli {

/// Errors: invalid.
Result<std::uint64_t> parse_retries(std::string_view text);
Result<base::Duration> parse_retry_delay(std::string_view text);
/// Errors: unsupported (signatures are asked for).
Result<void> check_content_trust(std::string_view text);

namespace detail {

inline constexpr std::array registry_options = {
    option<&spec::RegistryAccess::is_verifying_tls>("tls-verify", 0, "", "Ask for HTTPS and check certificates (default: true)"),
    option<&spec::RegistryAccess::certificate_dir>("cert-dir", 0, "DIR", "Trust the certificates (*.crt) and use the keys in DIR"),
    option<&spec::RegistryAccess::credentials>("creds", 0, "USER:PASSWORD", "Log in to the registry for this call"),
    option<&spec::RegistryAccess::auth_file>("authfile", 0, "FILE", "Read passwords of registries from FILE"),
};
inline constexpr std::array platform_options = {
    option<&engine::PlatformWish::platform>("platform", 0, "OS/ARCH[/VARIANT]", "Take the image for this platform"),
    option<&engine::PlatformWish::os>("os", 0, "OS", "Take the image for this operating system"),
    option<&engine::PlatformWish::architecture>("arch", 0, "ARCH", "Take the image for this processor"),
    option<&engine::PlatformWish::variant>("variant", 0, "VARIANT", "Take the image for this variant of the processor"),
};
inline constexpr std::array retry_options = {
    parsed<&engine::PullOptions::retries, parse_retries>(
        "retry", 0, "NUMBER", "Begin a pull anew so often where the registry cannot be reached (default: 0)"),
    parsed<&engine::PullOptions::retry_delay, parse_retry_delay>(
        "retry-delay", 0, "TIME", "Wait so long before that (default: 1s, and each time twice as long)"),
    statement<check_content_trust>("disable-content-trust", 0, "",
                                   "Check no signatures (digests are always checked, signatures never)"),
};

}  // namespace detail

/// How images are fetched (pull, and run and create for an image that is not there), for a struct in which `Members` lead to
/// the engine::PullOptions.
template <auto... Members>
inline constexpr auto pull_options = join_tables(within<Members..., &engine::PullOptions::registry>(detail::registry_options),
                                                 within<Members..., &engine::PullOptions::platform>(detail::platform_options),
                                                 within<Members...>(detail::retry_options));

/// The row beside them, for a struct that holds the answer in `Member`.
template <auto Member>
inline constexpr std::array quiet_pull_option = {option<Member>("quiet", 'q', "", "Show no progress")};

/// Errors: usage (--creds without a password).
Result<void> check_credentials(const spec::RegistryAccess& registry);

Result<engine::PullPolicy> parse_pull_policy(std::string_view text);

}  // namespace skiff::cli
