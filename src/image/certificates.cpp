#include "certificates.hpp"

#include <cerrno>
#include <cstdlib>

#include <fcntl.h>
#include <sys/mman.h>

#include <skiff/sys/fd.hpp>
#include <skiff/sys/rooted.hpp>

#include "curl_library.hpp"

namespace skiff::image {

namespace {

constexpr std::size_t certificate_limit = 4 << 20;

/// Files in such a directory are usually links into the system's own store, so they are followed.
Result<std::string> read_pem(const std::string& path) {
  const sys::Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file.is_open()) return fail_errno(errno, "cannot open {}", path);
  auto text = sys::read_all(file, certificate_limit);
  if (!text) return fail_with(std::move(text).error(), "cannot read {}", path);
  if (text->find("-----BEGIN ") == std::string::npos) return fail(ErrorKind::invalid, "{} is not in PEM form", path);
  return *std::move(text);
}

Result<void> read_client_pair(const std::string& stem, Certificates& certificates) {
  TRY_ASSIGN(certificates.client_certificate, read_pem(stem + ".cert"));
  auto key = read_pem(stem + ".key");
  if (!key && key.error().kind() == ErrorKind::not_found) {
    return std::unexpected(Error(ErrorKind::invalid, fmt::format("client certificate {0}.cert has no key {0}.key", stem))
                               .with_hint("the certificate of an authority must end in .crt"));
  }
  TRY_ASSIGN(certificates.client_key, std::move(key));
  return {};
}

/// `authorities` and the system's, as a file: libcurl parses a file once for all connections, a text in memory for each
/// (5 MB and 20 ms apiece with the usual store).
Result<sys::Fd> join_authorities(std::string authorities) {
  if (const std::string system = system_authorities(); !system.empty()) {
    auto text = read_pem(system);
    if (!text && text.error().kind() != ErrorKind::not_found) return std::unexpected(std::move(text).error());
    if (text) authorities += *text;
  }
  sys::Fd file(memfd_create("authorities", MFD_CLOEXEC));
  if (!file.is_open()) return fail_errno(errno, "cannot make a memory file for certificates");
  TRY(sys::write_all(file, authorities));
  return file;
}

Result<Certificates> read_directory(const std::string& path, const sys::Fd& directory) {
  TRY_ASSIGN(std::vector<std::string> names, sys::list_directory(directory));
  std::sort(names.begin(), names.end());
  Certificates certificates{.directory = path, .authorities = {}, .client_certificate = {}, .client_key = {}};
  std::string authorities;
  for (const std::string& name : names) {
    if (name.ends_with(".crt")) {
      TRY_ASSIGN(const std::string text, read_pem(path + "/" + name));
      authorities += text + "\n";
    } else if (name.ends_with(".cert") && certificates.client_certificate.empty()) {
      TRY(read_client_pair(path + "/" + name.substr(0, name.size() - 5), certificates));
    }
  }
  if (!authorities.empty()) {
    TRY_ASSIGN(certificates.authorities, join_authorities(std::move(authorities)));
  }
  return certificates;
}

}  // namespace

std::string system_authorities() {
  if (const char* file = std::getenv("SSL_CERT_FILE"); file != nullptr && *file != '\0') return file;
  const auto curl = curl_functions();
  if (!curl) return {};
  const curl_version_info_data* version = (*curl)->version_info(CURLVERSION_NOW);
  // The field came with 7.70.
  return version->age >= CURLVERSION_SEVENTH && version->cainfo != nullptr ? version->cainfo : "";
}

std::vector<std::string> certificate_directories(const spec::RegistryAccess& options, std::string_view registry) {
  if (!options.certificate_dir.empty()) return {options.certificate_dir};
  std::vector<std::string> directories;
  const char* home = std::getenv("HOME");
  const char* config = std::getenv("XDG_CONFIG_HOME");
  if (config != nullptr && *config != '\0') {
    directories.push_back(fmt::format("{}/containers/certs.d/{}", config, registry));
  } else if (home != nullptr && *home != '\0') {
    directories.push_back(fmt::format("{}/.config/containers/certs.d/{}", home, registry));
  }
  directories.push_back(fmt::format("/etc/containers/certs.d/{}", registry));
  directories.push_back(fmt::format("/etc/docker/certs.d/{}", registry));
  return directories;
}

Result<Certificates> read_certificates(const spec::RegistryAccess& options, std::string_view registry) {
  for (const std::string& path : certificate_directories(options, registry)) {
    const sys::Fd directory(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory.is_open()) return read_directory(path, directory);
    if (!options.certificate_dir.empty()) return fail_errno(errno, "cannot open certificate directory {}", path);
    if (errno != ENOENT && errno != ENOTDIR && errno != EACCES) {
      return fail_errno(errno, "cannot open certificate directory {}", path);
    }
  }
  return Certificates{};
}

}  // namespace skiff::image
