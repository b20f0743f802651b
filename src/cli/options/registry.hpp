#pragma once

#include <string>

#include <skiff/engine/image.hpp>

#include "option.hpp"

namespace skiff::cli {

/// How images are fetched: pull, and run and create for an image that is not there.
struct RegistryOptions {
  bool is_verifying_tls = true;
  std::string certificate_dir;
  std::string credentials;
  std::string auth_file;
  std::string platform;
  bool is_quiet = false;
};

inline constexpr std::array registry_options = {
    option<&RegistryOptions::is_verifying_tls>("tls-verify", 0, "", "Ask for HTTPS and check certificates (default: true)"),
    option<&RegistryOptions::certificate_dir>("cert-dir", 0, "DIR", "Trust the certificates (*.crt) and use the keys in DIR"),
    option<&RegistryOptions::credentials>("creds", 0, "USER:PASSWORD", "Log in to the registry for this call"),
    option<&RegistryOptions::auth_file>("authfile", 0, "FILE", "Read passwords of registries from FILE"),
    option<&RegistryOptions::platform>("platform", 0, "OS/ARCH[/VARIANT]", "Take the image for this platform"),
    option<&RegistryOptions::is_quiet>("quiet", 'q', "", "Show no progress"),
};

/// Errors: usage (--creds without a password).
Result<engine::PullOptions> pull_options_of(const RegistryOptions& options);

Result<engine::PullPolicy> parse_pull_policy(std::string_view text);

}  // namespace skiff::cli
