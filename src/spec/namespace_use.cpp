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

Result<void> add_network(NetworkUse& use, std::string_view text) {
  if (text.empty()) return {};  // a script's variable that is not set: the default
  NetworkUse added;
  if (text == "none" || text == "host") {
    added.mode = text == "none" ? NetworkMode::none : NetworkMode::host;
  } else if (text.starts_with(container_prefix)) {
    added.mode = NetworkMode::container;
    TRY_ASSIGN(added.container, parse_container(text));
  } else if (text == "bridge" || text == "default" || text == "private") {
    added.attachments.push_back({std::string(text)});
  } else {
    return unknown(text, "none, host, bridge");
  }
  // The same word again is what scripts that add their defaults do; a second mode contradicts the first.
  if (use != NetworkUse{} && use != added)
    return fail(ErrorKind::invalid, "a container has one network mode, and another was given before");
  use = std::move(added);
  return {};
}

namespace {

Result<NamespaceUse> parse_common(std::string_view text, std::string_view known) {
  if (text == "host") return NamespaceUse{NamespaceMode::host, {}};
  if (!text.starts_with(container_prefix)) return unknown(text, known);
  NamespaceUse use{NamespaceMode::container, {}};
  TRY_ASSIGN(use.container, parse_container(text));
  return use;
}

}  // namespace

Result<NamespaceUse> parse_namespace(std::string_view text) {
  if (text == "private") return NamespaceUse{NamespaceMode::own, {}};
  return parse_common(text, "private, host");
}

Result<NamespaceUse> parse_ipc(std::string_view text) {
  if (text == "shareable") return NamespaceUse{NamespaceMode::own, {}};
  if (text == "private") return NamespaceUse{NamespaceMode::closed, {}};
  if (text == "none") return NamespaceUse{NamespaceMode::none, {}};
  return parse_common(text, "none, private, shareable, host");
}

}  // namespace skiff::spec
