#include "container_row.hpp"

#include <array>

#include <skiff/base/text.hpp>
#include <skiff/spec/byte_size.hpp>

#include "docker_row.hpp"
#include "format.hpp"

namespace skiff::cli {

namespace json = base::json;
using engine::ContainerFacts;

namespace {

/// What Go's zero time is in seconds since 1970.
constexpr std::int64_t zero_seconds = -62135596800;

std::int64_t seconds_of(base::Time time) {
  if (time == base::no_time) return zero_seconds;
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

/// As `ps` shows them: podman where they are in the container, docker where they are from.
std::vector<std::string> mount_destinations(const engine::ContainerFacts& facts) {
  std::vector<std::string> names;
  for (const engine::MountFacts& mount : facts.mounts) names.push_back(mount.destination);
  return names;
}

std::vector<std::string> mount_sources(const engine::ContainerFacts& facts, const RowStyle& style) {
  constexpr std::size_t shown = 15;
  std::vector<std::string> names;
  for (const engine::MountFacts& mount : facts.mounts) {
    const std::string& source = mount.name.empty() ? mount.source : mount.name;
    if (!source.empty()) names.push_back(style.is_whole ? source : shortened(source, shown, style.personality.cut_mark));
  }
  return names;
}

std::int64_t count_of_volumes(const engine::ContainerFacts& facts) {
  return std::ranges::count(facts.mounts, spec::MountKind::volume, &engine::MountFacts::kind);
}

/// In podman's member names.
json::object namespaces_json(const ContainerFacts& facts) {
  constexpr std::array<std::pair<const char*, const char*>, 7> members = {{{"Mnt", "mnt"}, {"Cgroup", "cgroup"}, {"Ipc", "ipc"},
                                                                           {"Net", "net"}, {"Pidns", "pid"}, {"Uts", "uts"},
                                                                           {"User", "user"}}};
  json::object result;
  for (const auto& [member, name] : members)
    if (const auto found = facts.namespaces.find(name); found != facts.namespaces.end()) result[member] = found->second;
  return result;
}

constexpr std::array orders = {
    ContainerOrder{"command", [](const ContainerFacts& a, const ContainerFacts& b) { return a.command < b.command; }},
    ContainerOrder{"created", [](const ContainerFacts& a, const ContainerFacts& b) { return a.created < b.created; }},
    ContainerOrder{"id", [](const ContainerFacts& a, const ContainerFacts& b) { return a.id < b.id; }},
    ContainerOrder{"image", [](const ContainerFacts& a, const ContainerFacts& b) { return a.image < b.image; }},
    ContainerOrder{"names", [](const ContainerFacts& a, const ContainerFacts& b) { return a.name < b.name; }},
    ContainerOrder{"runningfor", [](const ContainerFacts& a, const ContainerFacts& b) { return a.started < b.started; }},
    ContainerOrder{"size", [](const ContainerFacts& a, const ContainerFacts& b) {
              return a.size.value_or(engine::SizeFacts{}).whole < b.size.value_or(engine::SizeFacts{}).whole;
            }},
    ContainerOrder{"status", [](const ContainerFacts& a, const ContainerFacts& b) { return a.state < b.state; }},
};

}  // namespace

Result<const ContainerOrder*> parse_container_order(std::string_view text) {
  for (const ContainerOrder& order : orders)
    if (order.name == text) return &order;
  return fail(ErrorKind::invalid, "the choices are command, created, id, image, names, runningfor, size and status");
}

std::string status_text(const engine::ContainerFacts& facts, base::Time now) {
  if (facts.state == "corrupt") return "Corrupt";
  if (facts.state == "unknown") return "Written by a newer skiff";
  if (facts.state == "created") return "Created";
  if (facts.state != "exited") {
    const std::string since = facts.started == base::no_time ? "Up" : "Up " + base::format_elapsed(now - facts.started);
    return facts.state == "stopping" ? since + " (stopping)" : since;
  }
  const std::string code = facts.is_exit_known ? std::to_string(facts.exit_code) : "unknown";
  if (!facts.is_exit_known || facts.finished == base::no_time) return fmt::format("Exited ({})", code);
  return fmt::format("Exited ({}) {} ago", code, base::format_elapsed(now - facts.finished));
}

std::string size_text(const engine::ContainerFacts& facts) {
  constexpr int digits = 3;
  if (!facts.size) return {};
  return fmt::format("{} (virtual {})", spec::format_byte_size(facts.size->writable, digits),
                     spec::format_byte_size(facts.size->whole, digits));
}

std::string shown_image(std::string_view name, const Personality& personality) {
  std::string shown = shown_image_name(personality, name);
  constexpr std::string_view tag = ":latest";
  if (personality.has_short_image_names && shown.ends_with(tag)) shown.resize(shown.size() - tag.size());
  return shown;
}

std::string namespace_text(const engine::ContainerFacts& facts, const NamespaceField& field) {
  const auto found = facts.namespaces.find(field.name);
  return found == facts.namespaces.end() ? "" : found->second;
}

namespace {

std::string quoted(std::string_view text) {
  std::string inside;
  for (const char c : text) {
    if (c == '"' || c == '\\') inside += '\\';
    inside += c;
  }
  return fmt::format("\"{}\"", base::escape_control(inside, inside.size()));
}

}  // namespace

std::string command_text(const engine::ContainerFacts& facts, const RowStyle& style) {
  constexpr std::size_t shown = 20;
  std::vector<std::string> words = facts.command;
  if (style.personality.has_quoted_commands)
    for (std::string& word : words)
      if (&word != &words.front() && word.contains(' ')) word = fmt::format("'{}'", word);
  const std::string command = base::join(words, " ");
  const std::string text = style.is_whole ? command : shortened(command, shown, style.personality.cut_mark);
  return style.personality.has_quoted_commands ? quoted(text) : text;
}

namespace {

json::object docker_row(const engine::ContainerFacts& facts, const RowStyle& style) {
  json::object row;
  row["Command"] = command_text(facts, style);
  row["CreatedAt"] = listed_time(facts.created);
  row["ID"] = shown_id(facts.id, style.is_whole);
  row["Image"] = shown_image(facts.image, style.personality);
  row["Labels"] = joined_labels(facts.labels);
  row[labels_by_key] = base::to_json(facts.labels);
  row["LocalVolumes"] = std::to_string(count_of_volumes(facts));
  row["Mounts"] = base::join(mount_sources(facts, style), ",");
  row["Names"] = facts.name;
  row["Networks"] = base::join(facts.networks, ",");
  row["Ports"] = "";
  row["RunningFor"] = human_age(facts.created, style.now);
  row["Size"] = facts.size ? size_text(facts) : "0B";
  row["State"] = facts.state;
  row["Status"] = status_text(facts, style.now);
  return row;
}

}  // namespace

json::object container_row(const engine::ContainerFacts& facts, const RowStyle& style) {
  if (style.personality.has_docker_rows) return docker_row(facts, style);
  const std::string age = human_age(facts.created, style.now);
  json::object row;
  row["ID"] = shown_id(facts.id, style.is_whole);
  row["Image"] = shown_image(facts.image, style.personality);
  row["ImageID"] = shown_id(facts.image_id, style.is_whole);
  row["Names"] = facts.name;
  row["Status"] = status_text(facts, style.now);
  row["State"] = facts.state;
  row["Ports"] = "";
  row["Command"] = command_text(facts, style);
  row["Created"] = base::format_rfc3339(facts.created);
  row["CreatedAt"] = base::format_rfc3339(facts.created);
  row["CreatedHuman"] = age;
  row["RunningFor"] = age;
  row["Labels"] = base::to_json(facts.labels);
  row["Mounts"] = base::to_json(mount_destinations(facts));
  row["Networks"] = base::join(facts.networks, ",");
  row["Size"] = size_text(facts);
  row["Pid"] = facts.pid;
  for (const NamespaceField& field : namespace_fields) row[field.field] = namespace_text(facts, field);
  row["Pod"] = "";
  row["PodName"] = "";
  row["ExitCode"] = facts.exit_code;
  row["Exited"] = facts.state == "exited";
  row["ExitedAt"] = seconds_of(facts.finished);
  row["StartedAt"] = seconds_of(facts.started);
  row["Restarts"] = facts.restarts;
  row["AutoRemove"] = facts.is_auto_removed;
  row["LocalVolumes"] = count_of_volumes(facts);
  return row;
}

const templates::Shape& container_row_shape(const Personality& personality) {
  static constexpr std::array docker_rows = {templates::hidden_at(labels_by_key), templates::method_at("Label", label_of)};
  static constexpr std::array rows = {templates::map_at("Labels"),     templates::list_at("Mounts"),
                                      templates::time_at("Created"),   templates::time_at("CreatedAt"),
                                      templates::alias_at("Id", "ID"), templates::alias_at("Name", "Names"),
                                      templates::alias_at("PID", "Pid"), templates::method_at("Label", label_of)};
  static const auto shape = templates::Shape::of<rows>("container");
  static const auto docker = templates::Shape::of<docker_rows>("container");
  return personality.has_docker_rows ? docker : shape;
}

json::object container_json(const engine::ContainerFacts& facts, base::Time now) {
  json::object result;
  result["AutoRemove"] = facts.is_auto_removed;
  result["Command"] = base::to_json(facts.command);
  result["CreatedAt"] = human_age(facts.created, now);
  result["Exited"] = facts.state == "exited";
  result["ExitedAt"] = seconds_of(facts.finished);
  result["ExitCode"] = facts.exit_code;
  result["Id"] = facts.id;
  result["Image"] = facts.image;
  result["ImageID"] = facts.image_id;
  result["IsInfra"] = false;
  result["Labels"] = base::to_json(facts.labels);
  result["Mounts"] = base::to_json(mount_destinations(facts));
  result["Names"] = json::array{json::value(facts.name)};
  result["Namespaces"] = namespaces_json(facts);
  result["Networks"] = base::to_json(facts.networks);
  result["Pid"] = facts.pid;
  result["Pod"] = "";
  result["PodName"] = "";
  result["Ports"] = nullptr;
  result["Restarts"] = facts.restarts;
  result["Size"] = facts.size ? json::value{{"rootFsSize", facts.size->whole}, {"rwSize", facts.size->writable}} : json::value();
  result["StartedAt"] = seconds_of(facts.started);
  result["State"] = facts.state;
  result["Status"] = status_text(facts, now);
  result["Created"] = seconds_of(facts.created);
  return result;
}

}  // namespace skiff::cli
