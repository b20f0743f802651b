#include "registry_session.hpp"

#include <skiff/base/foreign_json.hpp>
#include <skiff/base/text.hpp>

#include "base64.hpp"

namespace skiff::image {

using namespace std::chrono_literals;
namespace json = base::json;

namespace {

constexpr std::uint64_t token_answer_limit = 1 << 20;
constexpr std::size_t token_limit = 32 << 10;

/// Parts of a path come from image names and digests that were parsed; nothing else may reach the URL.
bool is_plain_path(std::string_view path) {
  const bool has_bad = std::any_of(path.begin(), path.end(), [](char letter) {
    const bool is_good = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                         (letter >= '0' && letter <= '9') || std::string_view("._-/:+=").find(letter) != std::string_view::npos;
    return !is_good;
  });
  return !has_bad && path.find("..") == std::string_view::npos;
}

/// The query of a next page comes from the registry (RFC 3986 section 3.4).
bool is_plain_query(std::string_view query) {
  return query.size() <= 4096 && std::ranges::all_of(query, [](char letter) { return letter > 0x20 && letter < 0x7F && letter != '#'; });
}

/// RFC 6750's b64token; anything else could end the header line.
bool is_token(std::string_view text) {
  return !text.empty() && text.size() <= token_limit &&
         std::all_of(text.begin(), text.end(), [](char letter) { return letter > 0x20 && letter < 0x7F; });
}

std::string basic_authorization(const Credentials& credentials) {
  return "Basic " + base64_encode(credentials.user + ":" + credentials.password);
}

const Challenge* find_scheme(const std::vector<Challenge>& challenges, std::string_view scheme) {
  for (const Challenge& challenge : challenges) {
    if (challenge.scheme == scheme) return &challenge;
  }
  return nullptr;
}

}  // namespace

Result<std::unique_ptr<RegistrySession>> RegistrySession::open(HttpClient& client, const RegistryOptions& options,
                                                               const spec::ImageReference& reference) {
  std::unique_ptr<RegistrySession> session(new RegistrySession(client, options));
  session->names_ = {.registry = reference.registry, .repository = reference.repository};
  session->host_ = reference.registry == "docker.io" ? "registry-1.docker.io" : reference.registry;
  auto base = parse_url("https://" + session->host_ + "/v2/");
  if (!base || session->host_.find_first_of("/?#@\\") != std::string::npos) {
    return fail(ErrorKind::invalid, "{} is not the name of a registry", base::escape_control(reference.registry, 200));
  }
  session->base_ = *std::move(base);
  TRY_ASSIGN(session->certificates_, read_certificates(options.access, reference.registry));
  if (!options.access.credentials.empty() || auth_files(options.access, auth_environment()).is_required)
    TRY(session->read_credentials());
  return session;
}

/// Once: later calls know them.
Result<void> RegistrySession::read_credentials() {
  if (std::exchange(has_credentials_, true)) return {};
  TRY_ASSIGN(credentials_, find_credentials(options_, names_, warn_));
  secrets_ = {credentials_.password, credentials_.identity_token};
  if (!credentials_.user.empty()) secrets_.push_back(basic_authorization(credentials_).substr(6));
  return {};
}

/// With --tls-verify=false. And on this machine itself nothing is between: docker asks no option for it either.
bool RegistrySession::may_be_plain() const { return !options_.is_verifying_tls || is_loopback(base_.origin.host); }

Result<HttpRequest> RegistrySession::request(std::string_view path, std::string_view query) const {
  const std::string whole = fmt::format("{}/{}", names_.repository, path);
  if (!is_plain_path(whole) || !is_plain_query(query))
    return fail(ErrorKind::invalid, "{}{}{} cannot be asked for", base::escape_control(whole, 200), query.empty() ? "" : "?",
                base::escape_control(query, 200));
  HttpRequest request;
  TRY_ASSIGN(request.url, parse_url(fmt::format("{}{}{}{}", base_.text, whole, query.empty() ? "" : "?", query)));
  request.tls = {.is_verifying = options_.is_verifying_tls, .certificates = &certificates_, .has_client_certificate = true};
  // A plain HTTP server may wait for the rest of what it takes for a request line.
  if (may_be_plain() && !has_answered_) request.tls.connect_patience = 5s;
  return request;
}

bool RegistrySession::fall_back_to_http(HttpFailure failure, const Origin& origin) {
  if (!may_be_plain() || has_answered_ || !origin.is_secure()) return false;
  const bool has_no_port = origin.port == "443";
  if (failure != HttpFailure::handshake && !(failure == HttpFailure::connect && has_no_port)) return false;
  if (base_.origin != origin) return origin.host == base_.origin.host && !base_.origin.is_secure();
  auto base = parse_url("http://" + host_ + "/v2/");
  if (!base) return false;
  base_ = *std::move(base);
  return true;
}

Result<void> RegistrySession::authorize(const std::vector<std::string>& challenges) {
  TRY(read_credentials());
  std::vector<Challenge> offered;
  for (const std::string& header : challenges) {
    for (Challenge& challenge : parse_challenges(header)) offered.push_back(std::move(challenge));
  }
  if (const Challenge* bearer = find_scheme(offered, "bearer"); bearer != nullptr) return fetch_token(*bearer);
  if (find_scheme(offered, "basic") != nullptr) return use_basic();
  if (offered.empty()) return std::unexpected(denied(""));
  return fail(ErrorKind::unsupported, "registry {} asks for authentication by {}, which is not known", names_.registry,
              base::escape_control(offered.front().scheme, 40));
}

Result<void> RegistrySession::use_basic() {
  if (credentials_.user.empty()) return std::unexpected(denied(""));
  authorization_ = basic_authorization(credentials_);
  return {};
}

/// Whether and how the token server may be asked.
Result<TlsPolicy> RegistrySession::realm_policy(const Url& realm) const {
  TlsPolicy policy{.is_verifying = true, .certificates = &certificates_};
  if (!options_.is_verifying_tls && (realm.origin.host == base_.origin.host || credentials_.is_anonymous())) {
    policy.is_verifying = false;
    return policy;
  }
  // Where the registry itself is spoken to in plain, on this machine, its token server may be the same.
  const bool is_here = !base_.origin.is_secure() && is_loopback(base_.origin.host) && is_loopback(realm.origin.host);
  if (!realm.origin.is_secure() && !is_here) {
    return fail(ErrorKind::unreachable, "registry {} names a token server without TLS ({}): nothing is sent to it",
                names_.registry, base::escape_control(realm.origin.text(), 200));
  }
  return policy;
}

Result<HttpRequest> RegistrySession::token_request(const Challenge& challenge, const Url& realm) const {
  HttpRequest request;
  request.limit = token_answer_limit;
  TRY_ASSIGN(request.tls, realm_policy(realm));
  const std::string scope = "repository:" + names_.repository + ":pull";
  const std::string service(challenge.parameter("service"));
  std::vector<std::pair<std::string_view, std::string_view>> fields;
  if (!service.empty()) fields.emplace_back("service", service);
  fields.emplace_back("scope", scope);
  if (!credentials_.identity_token.empty()) {
    fields.emplace_back("grant_type", "refresh_token");
    fields.emplace_back("refresh_token", credentials_.identity_token);
    fields.emplace_back("client_id", "skiff");
    request.form = encode_query(fields);
    request.url = realm;
    return request;
  }
  if (!credentials_.user.empty()) fields.emplace_back("account", credentials_.user);
  TRY_ASSIGN(request.url, with_query(realm, fields));
  return request;
}

Result<void> RegistrySession::fetch_token(const Challenge& challenge) {
  auto realm = parse_url(challenge.parameter("realm"));
  if (!realm) return fail(ErrorKind::unreachable, "registry {} names no usable token server", names_.registry);
  TRY_ASSIGN(HttpRequest request, token_request(challenge, *realm));
  const bool is_verifying = request.tls.is_verifying;
  const bool is_basic = credentials_.identity_token.empty() && !credentials_.user.empty();
  Retrieval retrieval(client_, std::move(request), is_basic ? basic_authorization(credentials_) : "");
  TRY(retrieval.run());
  if (retrieval.failure() != HttpFailure::none) {
    Error error = connection_error(names_, retrieval, is_verifying);
    return fail_with(std::move(error), "cannot get a token from {}", base::escape_control(realm->origin.text(), 200));
  }
  return take_token(retrieval);
}

Result<void> RegistrySession::take_token(const Retrieval& answer) {
  const HttpResponse& response = answer.response();
  const std::string host = base::escape_control(answer.origin().text(), 200);
  if (response.status == 400 || response.status == 401 || response.status == 403) {
    return std::unexpected(denied(response.body));
  }
  if (response.status != 200) {
    return fail(ErrorKind::unreachable, "registry {}: its token server {} answers with status {}{}", names_.registry, host,
                response.status, words(response.body));
  }
  const auto value = base::parse_foreign_json(response.body);
  const json::object* object = value ? value->if_object() : nullptr;
  for (const char* name : {"token", "access_token"}) {
    const json::value* token = object != nullptr ? object->if_contains(name) : nullptr;
    if (token == nullptr || !token->is_string() || !is_token(token->get_string())) continue;
    const std::string text(std::string_view(token->get_string()));
    authorization_ = "Bearer " + text;
    secrets_.push_back(text);
    return {};
  }
  return fail(ErrorKind::unreachable, "registry {}: the answer of its token server {} has no token", names_.registry, host);
}

Error RegistrySession::denied(std::string_view body) const {
  return denied_error(names_, credentials_, without_secrets(server_message(body), secrets_));
}

Error RegistrySession::connection_failed(const Retrieval& retrieval) const {
  return connection_error(names_, retrieval, options_.is_verifying_tls);
}

std::string RegistrySession::words(std::string_view body) const {
  const std::string message = without_secrets(server_message(body), secrets_);
  return message.empty() ? "" : ": " + message;
}

}  // namespace skiff::image
