#include <skiff/spec/mount_spec.hpp>

#include <algorithm>
#include <array>

#include <skiff/base/text.hpp>
#include <skiff/spec/byte_size.hpp>
#include <skiff/spec/object_name.hpp>

#include "mount_words.hpp"

/// --mount: KEY=VALUE,… in any order.
namespace skiff::spec {

namespace {

/// What the keys say, before it is known which kind of mount it is.
struct Keys {
  std::string type = "volume";
  std::optional<std::string> source;
  std::string destination;
  std::vector<std::pair<std::string, std::string>> others;
};

/// Comma-separated fields; one that has commas of its own stands in double quotes, which are doubled inside, as in CSV.
Result<std::vector<std::string>> split_fields(std::string_view text) {
  std::vector<std::string> fields(1);
  bool is_quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"' && !is_quoted && fields.back().empty()) {
      is_quoted = true;
    } else if (text[i] == '"' && is_quoted && text.substr(i + 1).starts_with('"')) {
      fields.back() += text[++i];
    } else if (text[i] == '"' && is_quoted) {
      is_quoted = false;
    } else if (text[i] == ',' && !is_quoted) {
      fields.emplace_back();
    } else {
      fields.back() += text[i];
    }
  }
  if (is_quoted) return fail(ErrorKind::invalid, "a double quote is not closed");
  if (fields.size() > most_mount_options) return fail(ErrorKind::invalid, "more than {} keys", most_mount_options);
  return fields;
}

Result<Keys> read_keys(std::string_view text) {
  Keys keys;
  TRY_ASSIGN(const auto fields, split_fields(text));
  for (const std::string& field : fields) {
    const auto [name, value] = base::cut(field, '=');
    const std::string given(value.value_or(""));
    if (name == "type")
      keys.type = given;
    else if (name == "source" || name == "src")
      keys.source = given;
    else if (name == "destination" || name == "dst" || name == "target")
      keys.destination = given;
    else
      keys.others.emplace_back(name, given);
    const bool is_empty = value && value->empty();
    const bool needs_value = name == "type" || name == "source" || name == "src" || name == "destination" || name == "dst" || name == "target";
    if (is_empty || (needs_value && !value)) return fail(ErrorKind::invalid, "the key \"{}\" has no value", name);
  }
  if (keys.destination.empty()) return fail(ErrorKind::invalid, "there is no target=DIR");
  return keys;
}

/// "readonly", "readonly=true", "readonly=0".
Result<bool> truth_of(std::string_view name, std::string_view value) {
  if (value.empty() || value == "true" || value == "1") return true;
  if (value == "false" || value == "0") return false;
  return fail(ErrorKind::invalid, "the value of \"{}\" is true or false, not \"{}\"", name, value);
}

Result<void> set_toggle(MountSpec& mount, std::string_view name, bool is_set) {
  if (name == "readonly" || name == "ro" || name == "rw") mount.is_read_only = is_set == (name != "rw");
  if (name == "volume-nocopy") mount.is_copied_up = !is_set;
  if (name == "tmpcopyup" || name == "notmpcopyup") mount.is_copied_up = is_set == (name == "tmpcopyup");
  if (name == "bind-create-src") mount.is_source_made = is_set;
  if (name == "bind-nonrecursive" && is_set) return add_mount_word(mount, "bind");
  return {};
}

Result<void> set_value(MountSpec& mount, std::string_view name, std::string_view value) {
  if (name == "bind-propagation") {
    if (!is_propagation(value)) return fail(ErrorKind::invalid, "unknown propagation \"{}\"", value);
    return add_mount_word(mount, value);
  }
  if (name == "relabel") {
    if (value != "shared" && value != "private") return fail(ErrorKind::invalid, "the value of \"relabel\" is shared or private, not \"{}\"", value);
    return add_mount_word(mount, value == "shared" ? "z" : "Z");
  }
  if (name == "tmpfs-size") {
    TRY_ASSIGN(const std::int64_t size, parse_byte_size(value));
    return add_tmpfs_value(mount, "size", fmt::format("{}", size));
  }
  if (name == "tmpfs-mode") return add_tmpfs_value(mount, "mode", value);
  return {};  // consistency
}

struct Key {
  std::string_view name;
  std::string_view types;  ///< of the mounts that have it; "" is all
  bool is_toggle;
};
constexpr std::array known_keys{
    Key{"readonly", "", true},          Key{"ro", "", true},
    Key{"rw", "", true},                Key{"consistency", "", false},
    Key{"bind-propagation", "bind", false}, Key{"bind-nonrecursive", "bind", true},
    Key{"bind-create-src", "bind", true},   Key{"relabel", "bind", false},
    Key{"volume-nocopy", "volume", true},   Key{"tmpfs-size", "tmpfs", false},
    Key{"tmpfs-mode", "tmpfs", false},      Key{"tmpcopyup", "tmpfs", true},
    Key{"notmpcopyup", "tmpfs", true},
};

Result<void> apply(MountSpec& mount, const std::string& type, const std::string& name, const std::string& value) {
  const auto* known = std::ranges::find(known_keys, name, &Key::name);
  if (known == known_keys.end())
    return fail(ErrorKind::unsupported, "the key \"{}\" is not supported in this version", base::escape_control(name, 64));
  if (!known->types.empty() && known->types != type)
    return fail(ErrorKind::invalid, "the key \"{}\" is for type={} only", name, known->types);
  if (!known->is_toggle && value.empty()) return fail(ErrorKind::invalid, "the key \"{}\" has no value", name);
  if (!known->is_toggle) return set_value(mount, name, value);
  TRY_ASSIGN(const bool is_set, truth_of(name, value));
  return set_toggle(mount, name, is_set);
}

Result<void> set_source(MountSpec& mount, const Keys& keys) {
  if (keys.type == "bind") {
    mount.kind = MountKind::bind;
    mount.is_copied_up = false;
    if (!keys.source) return fail(ErrorKind::invalid, "type=bind needs a source=PATH");
    mount.source = keys.source->starts_with('/') ? clean_path(*keys.source) : *keys.source;
    return check_path_length(mount.source, "source");
  }
  if (keys.type == "tmpfs") {
    mount.kind = MountKind::tmpfs;
    if (keys.source) return fail(ErrorKind::invalid, "type=tmpfs has no source");
    return {};
  }
  if (keys.type != "volume")
    return fail(ErrorKind::unsupported, "the type \"{}\" is not supported in this version, which has bind, volume and tmpfs",
                base::escape_control(keys.type, 64));
  mount.kind = MountKind::volume;
  mount.is_anonymous = !keys.source;
  mount.source = keys.source.value_or("");
  return keys.source ? check_object_name(mount.source) : Result<void>();
}

}  // namespace

Result<MountSpec> parse_mount(std::string_view text) {
  TRY_ASSIGN(const Keys keys, read_keys(text));
  MountSpec mount;
  TRY(set_source(mount, keys));
  TRY_ASSIGN(mount.destination, parse_mount_destination(keys.destination));
  for (const auto& [name, value] : keys.others) TRY(apply(mount, keys.type, name, value));
  return mount;
}

}  // namespace skiff::spec
