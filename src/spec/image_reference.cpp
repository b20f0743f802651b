#include <skiff/spec/image_reference.hpp>

#include <skiff/base/text.hpp>
#include <skiff/spec/oci_image.hpp>

namespace skiff::spec {

namespace {

constexpr std::size_t max_name = 255;  // distribution-spec 1.1, "Pulling manifests": <name> with its registry
constexpr std::size_t max_tag = 128;

bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool is_letter_or_digit(char c) { return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z'); }

/// [a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*
bool is_path_component(std::string_view part) {
  if (part.empty() || !is_lower_or_digit(part.front()) || !is_lower_or_digit(part.back())) return false;
  for (std::size_t at = 0; at < part.size();) {
    if (is_lower_or_digit(part[at])) {
      ++at;
      continue;
    }
    const std::size_t end = std::min(part.find_first_not_of(part[at], at), part.size());
    const std::size_t length = end - at;
    const char c = part[at];
    if (c != '-' && !(c == '.' && length == 1) && !(c == '_' && length <= 2)) return false;
    if (end < part.size() && !is_lower_or_digit(part[end])) return false;
    at = end;
  }
  return true;
}

bool is_repository(std::string_view repository) {
  for (const std::string_view part : base::split(repository, '/'))
    if (!is_path_component(part)) return false;
  return true;
}

/// [A-Za-z0-9_][A-Za-z0-9_.-]{0,127}
bool is_tag(std::string_view tag) {
  if (tag.empty() || tag.size() > max_tag || tag[0] == '.' || tag[0] == '-') return false;
  return std::ranges::all_of(tag, [](char c) { return is_letter_or_digit(c) || c == '_' || c == '.' || c == '-'; });
}

bool is_port(std::string_view text) {
  const auto number = base::parse_unsigned(text);
  return number && *number >= 1 && *number <= 65535;
}

/// A host name, an IPv4 address or an IPv6 address in brackets, with an optional port.
bool is_registry(std::string_view registry) {
  if (registry.starts_with('[')) {
    const std::size_t end = registry.find(']');
    if (end == std::string_view::npos || end < 3) return false;
    const std::string_view address = registry.substr(1, end - 1);
    if (address.find_first_not_of("0123456789abcdefABCDEF:.") != std::string_view::npos) return false;
    const std::string_view rest = registry.substr(end + 1);
    return rest.empty() || (rest[0] == ':' && is_port(rest.substr(1)));
  }
  const auto [host, port] = base::cut(registry, ':');
  if (port && !is_port(*port)) return false;
  for (const std::string_view label : base::split(host, '.')) {
    if (label.empty() || label.front() == '-' || label.back() == '-') return false;
    if (!std::ranges::all_of(label, [](char c) { return is_letter_or_digit(c) || c == '-'; })) return false;
  }
  return true;
}

bool names_registry(std::string_view first) {
  return first == "localhost" || first.find_first_of(".:") != std::string_view::npos;
}

}  // namespace

std::string ImageReference::name() const { return fmt::format("{}/{}", registry, repository); }

std::string ImageReference::text() const {
  if (!digest.empty()) return fmt::format("{}@{}", name(), digest);
  return fmt::format("{}:{}", name(), tag);
}

Result<ImageReference> parse_image_reference(std::string_view text) {
  const auto refuse = [whole = text](std::string_view rule) {
    return fail(ErrorKind::invalid, "invalid image reference \"{}\": {}", base::escape_control(whole, 300), rule);
  };
  if (text.starts_with("docker://")) text.remove_prefix(9);
  if (text.empty()) return refuse("it is empty");
  if (text.size() > max_name + max_tag + 80) return refuse("it is too long");

  ImageReference reference;
  const auto [before_digest, digest] = base::cut(text, '@');
  if (digest) {
    if (!is_sha256(*digest)) return refuse("its digest is not sha256: and 64 hexadecimal digits");
    reference.digest = *digest;
  }
  std::string_view name = before_digest;
  const std::size_t slash = name.rfind('/');
  const std::size_t colon = name.rfind(':');
  if (colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash)) {
    const std::string_view tag = name.substr(colon + 1);
    if (!is_tag(tag)) return refuse("a tag is 1 to 128 letters, digits, '_', '.' and '-'");
    reference.tag = tag;
    name = name.substr(0, colon);
  }
  const auto [first, rest] = base::cut(name, '/');
  if (rest && names_registry(first)) {
    reference.registry = first == "index.docker.io" || first == "registry-1.docker.io" ? "docker.io" : first;
    reference.repository = *rest;
  } else {
    reference.registry = "docker.io";
    reference.repository = name;
  }
  if (!is_registry(reference.registry)) return refuse("its registry is not a host name with an optional port");
  if (reference.registry == "docker.io" && reference.repository.find('/') == std::string::npos)
    reference.repository.insert(0, "library/");
  if (!is_repository(reference.repository))
    return refuse("a repository name is lower-case letters and digits, separated by '/', '.', '_' or '-'");
  if (reference.name().size() > max_name) return refuse("a name has at most 255 bytes");
  if (reference.tag.empty() && reference.digest.empty()) reference.tag = "latest";
  return reference;
}

bool has_registry(std::string_view text) {
  const auto [first, rest] = base::cut(text, '/');
  return rest && names_registry(first);
}

Result<ImageReference> parse_local_reference(std::string_view text) {
  TRY_ASSIGN(ImageReference reference, parse_image_reference(text));  // so that an error names what was given
  if (!reference.digest.empty())
    return fail(ErrorKind::invalid, "{} has a digest, which only a registry gives", base::escape_control(text, 300));
  if (has_registry(text)) return reference;
  return parse_image_reference(fmt::format("localhost/{}", text));
}

}  // namespace skiff::spec
