#include "container_filter.hpp"

#include <algorithm>
#include <array>

#include <skiff/base/text.hpp>
#include <skiff/spec/image_reference.hpp>

#include "image/find_image.hpp"

namespace skiff::engine {

namespace {

using Key = spec::FilterKey<ContainerFacts>;
using Test = spec::Test<ContainerFacts>;
using spec::Several;

std::unexpected<Error> wrong_value(std::string_view key, const std::string& value, std::string_view what) {
  return fail(ErrorKind::invalid, "filter {}={}: {}", key, base::escape_control(value, 100), what);
}

template <std::size_t Size>
bool is_one_of(const std::string& value, const std::array<std::string_view, Size>& words) {
  return std::ranges::find(words, value) != words.end();
}

/// Digits are the beginning of an id; anything else is a regular expression.
Result<Test> by_id(const std::string& value) {
  if (base::is_lower_hex(value))
    return Test([value](const ContainerFacts& facts) { return facts.id.starts_with(value); });
  TRY_ASSIGN(const auto matches, spec::parse_pattern(value));
  return Test([matches](const ContainerFacts& facts) { return matches(facts.id); });
}

/// docker's names begin with "/", podman's do not: "^/web$" and "^web$" are both this container.
Result<Test> by_name(const std::string& value) {
  TRY_ASSIGN(const auto matches, spec::parse_pattern(value));
  return Test([matches](const ContainerFacts& facts) { return matches(facts.name) || matches("/" + facts.name); });
}

Result<Test> by_status(const std::string& value) {
  static constexpr std::array known = {"created",  "configured", "initialized", "running",    "stopping", "stopped", "exited",
                                       "paused",   "removing",   "restarting",  "dead",       "unknown",  "corrupt"};
  if (std::ranges::find(known, value) == known.end())
    return wrong_value("status", value, "unknown container state; there are created, running, stopping and exited");
  const std::string wanted = value == "stopped" ? "exited" : value == "configured" ? "created" : value;
  return Test([wanted](const ContainerFacts& facts) { return facts.state == wanted; });
}

Result<Test> by_exit_code(const std::string& value) {
  const auto code = base::parse_signed(value);
  if (!code || *code < -1 || *code > 255) return wrong_value("exited", value, "not an exit code");
  return Test([code](const ContainerFacts& facts) { return facts.state == "exited" && facts.exit_code == *code; });
}

Result<Test> by_label(const std::string& value) {
  return Test([value](const ContainerFacts& facts) { return spec::has_label(facts.labels, value); });
}

Result<Test> without_label(const std::string& value) {
  return Test([value](const ContainerFacts& facts) { return !spec::has_label(facts.labels, value); });
}

/// The name as it is shown, in full or as it was typed, also of an image that is gone; an id; a name of the same image.
Result<Test> by_image(Context& context, const std::string& value) {
  const auto reference = spec::parse_image_reference(value);
  const std::string full = reference ? reference->text() : value;
  const auto image = find_image(context, value);
  const std::string id = image ? image->id : std::string();
  const std::string digits = value.starts_with("sha256:") ? value.substr(7) : value;
  const bool is_id = !digits.empty() && base::is_lower_hex(digits);
  return Test([value, full, id, digits, is_id](const ContainerFacts& facts) {
    return facts.image == value || facts.image == full || (!id.empty() && facts.image_id == id) ||
           (is_id && facts.image_id.starts_with(digits));
  });
}

Result<base::Time> created_of(Context& context, const std::string& name) {
  TRY_ASSIGN(const state::Container container, context.containers().find(name));
  TRY_ASSIGN(const spec::ContainerConfig config, container.config());
  return config.created;
}

Result<Test> made_before(Context& context, const std::string& value) {
  TRY_ASSIGN(const base::Time time, created_of(context, value));
  return Test([time](const ContainerFacts& facts) { return facts.created < time; });
}

Result<Test> made_since(Context& context, const std::string& value) {
  TRY_ASSIGN(const base::Time time, created_of(context, value));
  return Test([time](const ContainerFacts& facts) { return facts.created > time; });
}

Result<Test> made_until(const std::string& value) {
  auto time = base::parse_moment(value, base::now());
  if (!time) return fail_with(std::move(time).error(), "filter until");
  return Test([time = *time](const ContainerFacts& facts) { return facts.created < time; });
}

/// A volume's name, a path on the host or in the container, or SOURCE:DESTINATION.
Result<Test> by_volume(const std::string& value) {
  const base::Cut parts = base::cut(value, ':');
  const std::string source(parts.before);
  const std::string destination(parts.after.value_or(""));
  return Test([source, destination](const ContainerFacts& facts) {
    return std::ranges::any_of(facts.mounts, [&](const MountFacts& mount) {
      const bool is_source = mount.name == source || mount.source == source;
      return destination.empty() ? is_source || mount.destination == source : is_source && mount.destination == destination;
    });
  });
}

Result<Test> by_network(const std::string& value) {
  const std::string wanted = value == "default" ? "bridge" : value;
  return Test([wanted](const ContainerFacts& facts) { return std::ranges::find(facts.networks, wanted) != facts.networks.end(); });
}

Result<Test> by_command(const std::string& value) {
  TRY_ASSIGN(const auto matches, spec::parse_pattern(value));
  return Test([matches](const ContainerFacts& facts) { return !facts.command.empty() && matches(facts.command[0]); });
}

/// No container has a health check, a restart policy, a pod or a published port in this version: these say so, and check
/// their words.
Result<Test> by_health(const std::string& value) {
  static constexpr std::array<std::string_view, 4> known = {"none", "starting", "healthy", "unhealthy"};
  if (!is_one_of(value, known)) return wrong_value("health", value, "the states are none, starting, healthy and unhealthy");
  return Test([is_none = value == "none"](const ContainerFacts&) { return is_none; });
}

Result<Test> by_restart_policy(const std::string& value) {
  static constexpr std::array<std::string_view, 4> known = {"no", "always", "on-failure", "unless-stopped"};
  if (!is_one_of(value, known))
    return wrong_value("restart-policy", value, "the policies are no, always, on-failure and unless-stopped");
  return Test([is_no = value == "no"](const ContainerFacts&) { return is_no; });
}

Result<Test> by_pod(const std::string&) {
  return Test([](const ContainerFacts&) { return false; });
}

/// "8080", "8080/tcp", "8000-8100/udp".
Result<Test> by_published_port(const std::string& value) {
  const base::Cut parts = base::cut(value, '/');
  const base::Cut range = base::cut(parts.before, '-');
  const auto first = base::parse_unsigned(range.before);
  const auto last = range.after ? base::parse_unsigned(*range.after) : first;
  const std::string_view protocol = parts.after.value_or("tcp");
  const bool is_known = protocol == "tcp" || protocol == "udp" || protocol == "sctp";
  if (!first || !last || *first > *last || *last > 65535 || !is_known) return wrong_value("publish", value, "not a port as 8080 or 8080/udp");
  return Test([](const ContainerFacts&) { return false; });
}

std::vector<Key> state_keys() {
  return {{"id", Several::any, by_id},
          {"name", Several::any, by_name},
          {"status", Several::any, by_status},
          {"exited", Several::any, by_exit_code}};
}

std::vector<Key> config_keys(Context& context) {
  const auto in_context = [&context](auto prepare) {
    return [&context, prepare](const std::string& value) { return prepare(context, value); };
  };
  return {{"label", Several::all, by_label},
          {"label!", Several::all, without_label},
          {"ancestor", Several::any, in_context(by_image)},
          {"before", Several::any, in_context(made_before)},
          {"since", Several::any, in_context(made_since)},
          {"until", Several::any, made_until},
          {"volume", Several::any, by_volume},
          {"network", Several::any, by_network},
          {"command", Several::any, by_command},
          {"health", Several::any, by_health},
          {"restart-policy", Several::any, by_restart_policy},
          {"pod", Several::any, by_pod},
          {"publish", Several::any, by_published_port}};
}

}  // namespace

Result<ContainerFilter> make_container_filter(Context& context, const std::vector<spec::Filter>& filters) {
  const std::vector<Key> early = state_keys();
  std::vector<Key> late = config_keys(context);
  std::vector<spec::Filter> by_state;
  std::vector<spec::Filter> by_config;
  ContainerFilter result;
  for (const spec::Filter& filter : filters) {
    const bool is_early = std::ranges::find(early, filter.key, &Key::name) != early.end();
    (is_early ? by_state : by_config).push_back(filter);
    if (filter.key != "status") continue;
    result.has_status = true;
    result.is_config_first = result.is_config_first || filter.value == "corrupt" || filter.value == "unknown";
  }
  TRY_ASSIGN(result.by_state, spec::Selection<ContainerFacts>::make(by_state, early));
  // All keys, so that the hint of a wrong one names them all.
  std::ranges::copy(early, std::back_inserter(late));
  TRY_ASSIGN(result.by_config, spec::Selection<ContainerFacts>::make(by_config, late));
  return result;
}

}  // namespace skiff::engine
