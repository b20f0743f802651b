#include "auth_file.hpp"

#include <cerrno>
#include <cstdlib>

#include <fcntl.h>
#include <unistd.h>

#include <skiff/base/foreign_json.hpp>
#include <skiff/base/text.hpp>
#include <skiff/sys/fd.hpp>

#include "base64.hpp"

namespace skiff::image {

namespace json = base::json;

namespace {

constexpr std::size_t file_limit = 4 << 20;

/// By its name as Go finds it: in whatever case.
const json::value* member(const json::object& object, std::string_view name) {
  const json::value* found = nullptr;
  for (const auto& entry : object)
    if (base::is_same_name(entry.key(), name)) found = &entry.value();
  return found;
}

std::string_view text_member(const json::object& object, std::string_view name) {
  const json::value* found = member(object, name);
  return found != nullptr && found->is_string() ? std::string_view(found->get_string()) : std::string_view();
}

const json::object* object_member(const json::object& object, std::string_view name) {
  const json::value* found = member(object, name);
  return found != nullptr ? found->if_object() : nullptr;
}

/// "registry/a/b", "registry/a", "registry".
std::vector<std::string> names_by_length(std::string_view registry, std::string_view repository) {
  std::vector<std::string> names;
  std::string name = fmt::format("{}/{}", registry, repository);
  for (std::size_t slash = name.rfind('/'); slash != std::string::npos; slash = name.rfind('/')) {
    names.push_back(name);
    name.resize(slash);
  }
  names.push_back(name);
  return names;
}

const json::value* find_entry(const json::object& entries, std::string_view registry, std::string_view repository) {
  for (const std::string& name : names_by_length(registry, repository)) {
    if (const json::value* found = entries.if_contains(name); found != nullptr) return found;
  }
  const std::string key = credentials_key(registry);
  for (const auto& entry : entries) {
    if (credentials_key(entry.key()) == key) return &entry.value();
  }
  return nullptr;
}

Result<Credentials> read_entry(const json::value& entry, std::string_view registry) {
  const json::object* object = entry.if_object();
  if (object == nullptr) return fail(ErrorKind::invalid, "the entry of {} is not an object", registry);
  Credentials credentials;
  credentials.identity_token = text_member(*object, "identitytoken");
  const std::string_view encoded = text_member(*object, "auth");
  if (encoded.empty()) return credentials;
  const std::optional<std::string> decoded = base64_decode(encoded);
  const std::size_t colon = decoded ? decoded->find(':') : std::string::npos;
  if (colon == std::string::npos || colon == 0) {
    return fail(ErrorKind::invalid, "the entry of {} is not the base64 form of user:password", registry);
  }
  credentials.user = decoded->substr(0, colon);
  credentials.password = decoded->substr(colon + 1);
  // Docker pads old entries with NUL.
  while (credentials.password.ends_with('\0')) credentials.password.pop_back();
  return credentials;
}

/// Reads one file; nothing if it is not there.
Result<std::optional<std::string>> read_if_present(const std::string& path) {
  const sys::Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file.is_open()) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    return fail_errno(errno, "cannot open auth file {}", path);
  }
  auto text = sys::read_all(file, file_limit);
  if (!text) return fail_with(std::move(text).error(), "cannot read auth file {}", path);
  return *std::move(text);
}

std::string environment_value(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

}  // namespace

std::string credentials_key(std::string_view entry) {
  const std::string_view before = entry;
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (entry.starts_with(scheme)) entry.remove_prefix(scheme.size());
  }
  if (entry.size() != before.size()) entry = base::cut(entry, '/').before;
  if (entry == "index.docker.io" || entry == "registry-1.docker.io") return "docker.io";
  return std::string(entry);
}

Result<std::optional<Credentials>> find_in_auth_file(std::string_view text, std::string_view registry,
                                                     std::string_view repository) {
  TRY_ASSIGN(const json::value file, base::parse_foreign_json(text));
  const json::object* object = file.if_object();
  if (object == nullptr) return fail(ErrorKind::corrupt, "not a JSON object");
  const json::object* helpers = object_member(*object, "credHelpers");
  bool has_helper = !text_member(*object, "credsStore").empty();
  if (helpers != nullptr && find_entry(*helpers, registry, repository) != nullptr) has_helper = true;
  std::optional<Credentials> credentials;
  if (const json::object* entries = object_member(*object, "auths"); entries != nullptr) {
    if (const json::value* entry = find_entry(*entries, registry, repository); entry != nullptr) {
      TRY_ASSIGN(credentials, read_entry(*entry, registry));
    }
  }
  if (credentials && !credentials->is_anonymous()) return credentials;
  if (!has_helper) return std::nullopt;
  return Credentials{.user = {}, .password = {}, .identity_token = {}, .origin = {}, .is_helper_skipped = true};
}

Result<Credentials> parse_credentials(std::string_view text) {
  const base::Cut parts = base::cut(text, ':');
  if (!parts.after) return fail(ErrorKind::usage, "--creds needs user:password, not a user alone");
  if (parts.before.empty()) return fail(ErrorKind::usage, "--creds needs user:password, and the user is empty");
  return Credentials{.user = std::string(parts.before),
                     .password = std::string(*parts.after),
                     .identity_token = {},
                     .origin = "--creds"};
}

AuthEnvironment auth_environment() {
  return {.registry_auth_file = environment_value("REGISTRY_AUTH_FILE"),
          .runtime_directory = environment_value("XDG_RUNTIME_DIR"),
          .config_directory = environment_value("XDG_CONFIG_HOME"),
          .docker_directory = environment_value("DOCKER_CONFIG"),
          .home = environment_value("HOME"),
          .uid = std::to_string(getuid())};
}

AuthFiles auth_files(const spec::RegistryAccess& options, const AuthEnvironment& environment) {
  if (!options.auth_file.empty()) return {.paths = {options.auth_file}, .is_required = true};
  if (!environment.registry_auth_file.empty()) {
    return {.paths = {environment.registry_auth_file}, .is_required = true};
  }
  AuthFiles files;
  files.paths.push_back(environment.runtime_directory.empty()
                            ? "/run/containers/" + environment.uid + "/auth.json"
                            : environment.runtime_directory + "/containers/auth.json");
  if (!environment.config_directory.empty()) {
    files.paths.push_back(environment.config_directory + "/containers/auth.json");
  } else if (!environment.home.empty()) {
    files.paths.push_back(environment.home + "/.config/containers/auth.json");
  }
  if (!environment.docker_directory.empty()) {
    files.paths.push_back(environment.docker_directory + "/config.json");
  } else if (!environment.home.empty()) {
    files.paths.push_back(environment.home + "/.docker/config.json");
  }
  return files;
}

namespace {

/// What one file says; nothing if it is not there or does not name the registry.
Result<std::optional<Credentials>> look_into(const std::string& path, const RegistryNames& names, bool is_required) {
  TRY_ASSIGN(const std::optional<std::string> text, read_if_present(path));
  if (!text && is_required) return fail(ErrorKind::not_found, "auth file {} does not exist", path);
  if (!text) return std::optional<Credentials>();
  auto found = find_in_auth_file(*text, names.registry, names.repository);
  if (!found) return fail_with(std::move(found).error(), "cannot use auth file {}", path);
  if (found->has_value()) (*found)->origin = path;
  return found;
}

}  // namespace

Result<Credentials> find_credentials(const spec::RegistryAccess& options, const RegistryNames& names,
                                     const std::function<void(std::string_view)>& warn) {
  if (!options.credentials.empty()) return parse_credentials(options.credentials);
  const AuthFiles files = auth_files(options, auth_environment());
  Credentials anonymous;
  for (const std::string& path : files.paths) {
    auto found = look_into(path, names, files.is_required);
    if (!found && files.is_required) return std::unexpected(std::move(found).error());
    if (!found) {
      // What a person logged in with elsewhere, or as another user, must not keep a public image away.
      if (warn) warn(found.error().text());
      continue;
    }
    if (!found->has_value()) continue;
    if (!(*found)->is_anonymous()) return **std::move(found);
    anonymous.is_helper_skipped = true;
  }
  return anonymous;
}

}  // namespace skiff::image
