#pragma once

#include <string>

#include <skiff/engine/image.hpp>

#include "option.hpp"

namespace skiff::cli {

namespace detail {

inline constexpr std::array registry_options = {
    option<&spec::RegistryAccess::is_verifying_tls>("tls-verify", 0, "", "Ask for HTTPS and check certificates (default: true)"),
    option<&spec::RegistryAccess::certificate_dir>("cert-dir", 0, "DIR", "Trust the certificates (*.crt) and use the keys in DIR"),
    option<&spec::RegistryAccess::credentials>("creds", 0, "USER:PASSWORD", "Log in to the registry for this call"),
    option<&spec::RegistryAccess::auth_file>("authfile", 0, "FILE", "Read passwords of registries from FILE"),
};
inline constexpr std::array platform_option = {
    option<&engine::PullOptions::platform>("platform", 0, "OS/ARCH[/VARIANT]", "Take the image for this platform"),
};

}  // namespace detail

/// How images are fetched (pull, and run and create for an image that is not there), for a struct in which `Members` lead to
/// the engine::PullOptions.
template <auto... Members>
inline constexpr auto pull_options = join_tables(within<Members..., &engine::PullOptions::registry>(detail::registry_options),
                                                 within<Members...>(detail::platform_option));

/// The row beside them, for a struct that holds the answer in `Member`.
template <auto Member>
inline constexpr std::array quiet_pull_option = {option<Member>("quiet", 'q', "", "Show no progress")};

/// Errors: usage (--creds without a password).
Result<void> check_credentials(const spec::RegistryAccess& registry);

Result<engine::PullPolicy> parse_pull_policy(std::string_view text);

}  // namespace skiff::cli
