#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/image/transport.hpp>
#include <skiff/sys/fd.hpp>

/// Certificates that a directory adds for one registry (containers-certs.d(5)): *.crt are CAs beside the system's,
/// NAME.cert with NAME.key is a client certificate.
namespace skiff::image {

struct Certificates {
  std::string directory;           ///< where they are from; empty: nothing was added
  sys::Fd authorities;             ///< a memory file, PEM of all *.crt and of the system's store; closed if there is no *.crt
  std::string client_certificate;  ///< PEM; of several pairs the first by name
  std::string client_key;          ///< PEM; a secret
};

/// The system's store as one file: SSL_CERT_FILE, else where libcurl was built to look; empty if it has no such file.
std::string system_authorities();

/// Directories of which the first that exists counts. --cert-dir is the only one where it is given.
std::vector<std::string> certificate_directories(const spec::RegistryAccess& options, std::string_view registry);

/// Errors: not_found (--cert-dir does not exist), invalid (a certificate without key, a file that is no PEM), denied, io.
Result<Certificates> read_certificates(const spec::RegistryAccess& options, std::string_view registry);

}  // namespace skiff::image
