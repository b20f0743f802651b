#include "registry_error.hpp"

#include <skiff/base/foreign_json.hpp>
#include <skiff/base/text.hpp>

namespace skiff::image {

namespace json = base::json;

namespace {

constexpr std::size_t message_limit = 200;

std::string text_of(const json::value* value) {
  return value != nullptr && value->is_string() ? std::string(std::string_view(value->get_string())) : std::string();
}

/// {"errors": [{"code": "UNAUTHORIZED", "message": "authentication required"}]}
std::string first_of_errors(const json::object& object) {
  const json::value* errors = object.if_contains("errors");
  if (errors == nullptr || !errors->is_array() || errors->get_array().empty()) return {};
  const json::object* first = errors->get_array()[0].if_object();
  if (first == nullptr) return {};
  const std::string code = base::to_lower(text_of(first->if_contains("code")));
  const std::string message = text_of(first->if_contains("message"));
  if (code.empty() || message.empty()) return code + message;
  // "MANIFEST_UNKNOWN" and "manifest unknown" say the same.
  const auto is_alike = [](char a, char b) { return a == b || (a == '_' && b == ' '); };
  if (std::ranges::equal(code, base::to_lower(message), is_alike)) return message;
  return code + ": " + message;
}

std::string user_words(const Credentials& credentials) {
  if (credentials.is_anonymous()) return "without credentials";
  if (credentials.user.empty()) return "by its identity token";
  return fmt::format("as user {}", base::escape_control(credentials.user, 100));
}

}  // namespace

std::string server_message(std::string_view body) {
  const auto value = base::parse_foreign_json(body);
  const json::object* object = value ? value->if_object() : nullptr;
  if (object == nullptr) return {};
  std::string message = first_of_errors(*object);
  for (const char* name : {"error_description", "details", "message", "error"}) {
    if (message.empty()) message = text_of(object->if_contains(name));
  }
  return base::escape_control(message, message_limit);
}

std::string without_secrets(std::string text, const std::vector<std::string>& secrets) {
  for (const std::string& secret : secrets) {
    if (secret.empty()) continue;
    for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + 3)) {
      text.replace(at, secret.size(), "***");
    }
  }
  return text;
}

Error connection_error(const RegistryNames& names, const Retrieval& retrieval, bool is_verifying) {
  Error error = retrieval.error();
  const std::string host = base::escape_control(retrieval.origin().text(), 200);
  const std::string place = retrieval.has_left_origin()
                                ? fmt::format("{} (where registry {} leads)", host, names.registry)
                                : "registry " + names.registry;
  switch (retrieval.failure()) {
    case HttpFailure::untrusted:
      error.add_context(fmt::format("cannot trust {}", place));
      error.with_hint("give the CA that signed its certificate with --cert-dir DIR (as DIR/ca.crt), or trust it unseen with --tls-verify=false");
      break;
    case HttpFailure::handshake:
      error.add_context(fmt::format("cannot speak TLS with {}", place));
      if (is_verifying) error.with_hint("if it is a plain HTTP server, --tls-verify=false permits that");
      break;
    case HttpFailure::connect:
      error.add_context(fmt::format("cannot reach {}", place));
      break;
    case HttpFailure::sink:
      break;
    default:
      error.add_context(place);
  }
  return error;
}

Error denied_error(const RegistryNames& names, const Credentials& credentials, std::string_view message) {
  Error error(ErrorKind::denied, fmt::format("registry {} denies access to {} {}{}{}", names.registry, names.repository,
                                             user_words(credentials), message.empty() ? "" : ": ", message));
  if (credentials.is_helper_skipped) {
    error.with_hint("an auth file names a credential helper, and those are not supported yet: give --creds user:password");
  } else if (credentials.is_anonymous()) {
    error.with_hint("check the name; if it is private, give --creds user:password or --authfile FILE");
  } else {
    error.with_hint(fmt::format("the credentials are from {}", base::escape_control(credentials.origin)));
  }
  return error;
}

}  // namespace skiff::image
