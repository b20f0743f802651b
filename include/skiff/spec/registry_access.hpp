#pragma once

#include <string>

namespace skiff::spec {

/// How a registry is spoken with.
struct RegistryAccess {
  bool is_verifying_tls = true;    ///< --tls-verify; false also permits plain HTTP
  std::string certificate_dir;     ///< --cert-dir: *.crt (CA), *.cert + *.key (client); "" is none
  std::string credentials;         ///< --creds user:password; "" looks into the auth files
  std::string auth_file;           ///< --authfile; "" is REGISTRY_AUTH_FILE, then the usual places
};

}  // namespace skiff::spec
