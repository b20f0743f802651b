#include <skiff/spec/namespace_use.hpp>

#include <skiff/base/text.hpp>

namespace skiff::spec {

namespace {

constexpr std::string_view container_prefix = "container:";

Result<std::string> parse_container(std::string_view text) {
  text.remove_prefix(container_prefix.size());
  if (text.empty()) return fail(ErrorKind::invalid, "a container's name or id must follow \"container:\"");
  return std::string(text);
}

std::unexpected<Error> unknown(std::string_view text, std::string_view known) {
  return fail(ErrorKind::unsupported, "\"{}\" is not supported in this version, which has {} and container:NAME",
              base::escape_control(text, 64), known);
}

}  // namespace

Result<NetworkUse> parse_network(std::string_view text) {
  if (text == "none") return NetworkUse{NetworkMode::none, {}};
  if (text == "host") return NetworkUse{NetworkMode::host, {}};
  if (!text.starts_with(container_prefix)) return unknown(text, "none, host");
  NetworkUse use{NetworkMode::container, {}};
  TRY_ASSIGN(use.container, parse_container(text));
  return use;
}

Result<NamespaceUse> parse_namespace(std::string_view text) {
  if (text == "private") return NamespaceUse{NamespaceMode::own, {}};
  if (text == "host") return NamespaceUse{NamespaceMode::host, {}};
  if (!text.starts_with(container_prefix)) return unknown(text, "private, host");
  NamespaceUse use{NamespaceMode::container, {}};
  TRY_ASSIGN(use.container, parse_container(text));
  return use;
}

}  // namespace skiff::spec
