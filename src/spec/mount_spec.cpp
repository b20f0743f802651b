#include <skiff/spec/mount_spec.hpp>

#include <algorithm>
#include <array>

#include <skiff/base/text.hpp>
#include <skiff/spec/object_name.hpp>

#include "mount_words.hpp"

namespace skiff::spec {

namespace {

using Names = std::span<const std::string_view>;

constexpr std::size_t longest_path = 4095;  // PATH_MAX without its zero

constexpr std::array<std::string_view, 6> flag_words = {"exec", "noexec", "suid", "nosuid", "dev", "nodev"};
constexpr std::array<std::string_view, 2> bind_words = {"bind", "rbind"};
/// How a Mac is to keep its files and its virtual machine's alike: here they are the same.
constexpr std::array<std::string_view, 4> consistency_words = {"cached", "delegated", "consistent", "default"};
constexpr std::array<std::string_view, 2> relabel_words = {"z", "Z"};
constexpr std::array<std::string_view, 4> missing_words = {"U", "O", "idmap", "nocreate"};
constexpr std::array<std::string_view, 8> propagation_words = {"shared",  "rshared",  "slave",      "rslave",
                                                               "private", "rprivate", "unbindable", "runbindable"};

bool contains(Names names, std::string_view word) { return std::ranges::find(names, word) != names.end(); }

}  // namespace

Result<void> check_path_length(std::string_view path, std::string_view what) {
  if (path.size() > longest_path) return fail(ErrorKind::invalid, "the {} is longer than {} bytes", what, longest_path);
  return {};
}

Result<std::string> parse_mount_destination(std::string_view text) {
  if (!text.starts_with('/'))
    return fail(ErrorKind::invalid, "the destination \"{}\" is not an absolute path in the container", text);
  TRY(check_path_length(text, "destination"));
  std::string clean = clean_path(text);
  if (clean == "/") return fail(ErrorKind::invalid, "the destination cannot be /");
  return clean;
}

bool is_propagation(std::string_view word) { return contains(propagation_words, word); }

Result<void> add_mount_word(MountSpec& mount, std::string_view word) {
  for (const std::string& earlier : mount.options) {
    const bool is_opposite = fmt::format("no{}", word) == earlier || fmt::format("no{}", earlier) == word;
    const bool is_second_propagation = contains(propagation_words, word) && contains(propagation_words, earlier);
    const bool is_second_bind = contains(bind_words, word) && contains(bind_words, earlier);
    const bool is_second_label = contains(relabel_words, word) && contains(relabel_words, earlier);
    if (earlier != word && (is_opposite || is_second_propagation || is_second_bind || is_second_label))
      return fail(ErrorKind::invalid, "the options \"{}\" and \"{}\" exclude each other", earlier, word);
    if (earlier == word) return {};
  }
  mount.options.emplace_back(word);
  return {};
}

Result<void> add_tmpfs_value(MountSpec& mount, std::string_view name, std::string_view value) {
  std::string_view digits = value;
  if ((name == "size" || name == "nr_inodes") && !digits.empty()) {
    const std::string_view units = name == "size" ? "kKmMgGtT%" : "kKmMgG";
    if (units.find(digits.back()) != std::string_view::npos) digits.remove_suffix(1);
  }
  const bool is_octal = name != "mode" || (digits.find_first_not_of("01234567") == std::string_view::npos && digits.size() <= 5);
  if (!base::parse_unsigned(digits) || !is_octal) return fail(ErrorKind::invalid, "bad value in \"{}={}\"", name, value);
  const std::string prefix = fmt::format("{}=", name);
  std::erase_if(mount.options, [&](const std::string& earlier) { return earlier.starts_with(prefix); });
  mount.options.push_back(prefix + std::string(value));
  return {};
}

namespace {

/// What is common to -v and --tmpfs; false for a word that it does not know.
Result<bool> parse_common_word(MountSpec& mount, std::string_view word) {
  if (word == "ro" || word == "readonly" || word == "rw") {
    mount.is_read_only = word != "rw";
    return true;
  }
  if (!contains(flag_words, word) && !contains(propagation_words, word)) return false;
  if (word == "dev" && mount.kind != MountKind::bind)
    return fail(ErrorKind::invalid, "the option \"dev\" is for host paths only: no other file system has devices that work");
  TRY(add_mount_word(mount, word));
  return true;
}

Result<void> parse_volume_word(MountSpec& mount, std::string_view word) {
  TRY_ASSIGN(const bool is_known, parse_common_word(mount, word));
  if (is_known) return {};
  if (contains(consistency_words, word)) return {};
  if (contains(relabel_words, word)) return add_mount_word(mount, word);
  if (contains(missing_words, base::cut(word, '=').before))
    return fail(ErrorKind::unsupported, "the option \"{}\" is not supported in this version", word);
  if (contains(bind_words, word)) {
    if (mount.kind != MountKind::bind) return fail(ErrorKind::invalid, "the option \"{}\" is for host paths only", word);
    return add_mount_word(mount, word);
  }
  if (word == "copy" || word == "nocopy") {
    if (mount.kind != MountKind::volume) return fail(ErrorKind::invalid, "the option \"{}\" is for volumes only", word);
    mount.is_copied_up = word == "copy";
    return {};
  }
  return fail(ErrorKind::invalid, "unknown option \"{}\"", word);
}

Result<void> parse_tmpfs_word(MountSpec& mount, std::string_view word) {
  TRY_ASSIGN(const bool is_known, parse_common_word(mount, word));
  if (is_known) return {};
  if (word == "tmpcopyup" || word == "notmpcopyup") {
    mount.is_copied_up = word == "tmpcopyup";
    return {};
  }
  const auto [name, value] = base::cut(word, '=');
  constexpr std::array<std::string_view, 5> value_names = {"size", "mode", "uid", "gid", "nr_inodes"};
  if (value && contains(value_names, name)) return add_tmpfs_value(mount, name, *value);
  return fail(ErrorKind::invalid, "unknown option \"{}\"", word);
}

template <typename ParseWord>
Result<void> parse_words(MountSpec& mount, std::string_view text, ParseWord parse_word) {
  const auto words = base::split(text, ',');
  if (words.size() > most_mount_options) return fail(ErrorKind::invalid, "more than {} options", most_mount_options);
  for (const std::string_view word : words) TRY(parse_word(mount, word));
  return {};
}

Result<void> parse_source(MountSpec& mount, std::string_view text, std::string_view working_directory) {
  if (text.empty()) return fail(ErrorKind::invalid, "the source before \":\" is empty");
  if (text.starts_with('/') || text.starts_with('.')) {
    mount.kind = MountKind::bind;
    mount.is_copied_up = false;
    mount.source = clean_path(text.starts_with('/') ? std::string(text) : fmt::format("{}/{}", working_directory, text));
    return check_path_length(mount.source, "source");
  }
  mount.kind = MountKind::volume;
  mount.source = text;
  return check_object_name(text);
}

}  // namespace

std::string clean_path(std::string_view path) {
  std::vector<std::string_view> kept;
  for (const std::string_view part : base::split(path, '/')) {
    if (part == "..") {
      if (!kept.empty()) kept.pop_back();
    } else if (!part.empty() && part != ".") {
      kept.push_back(part);
    }
  }
  std::string result;
  for (const std::string_view part : kept) result.append("/").append(part);
  return result.empty() ? "/" : result;
}

Result<MountSpec> parse_volume(std::string_view text, std::string_view working_directory) {
  const auto parts = base::split(text, ':');
  if (text.empty()) return fail(ErrorKind::invalid, "it is empty");
  if (parts.size() > 3) return fail(ErrorKind::invalid, "more than two colons: the form is [SOURCE:]DESTINATION[:OPTIONS]");
  MountSpec mount;
  if (parts.size() == 1) {
    mount.kind = MountKind::volume;
    mount.is_anonymous = true;
    TRY_ASSIGN(mount.destination, parse_mount_destination(parts[0]));
    return mount;
  }
  // "/data:ro" would be a volume's path and an option; docker and podman read it as source and destination.
  TRY(parse_source(mount, parts[0], working_directory));
  TRY_ASSIGN(mount.destination, parse_mount_destination(parts[1]));
  mount.is_source_made = mount.kind == MountKind::bind;
  if (parts.size() == 3) TRY(parse_words(mount, parts[2], parse_volume_word));
  return mount;
}

Result<MountSpec> parse_tmpfs(std::string_view text) {
  const auto [destination, options] = base::cut(text, ':');
  MountSpec mount;
  mount.kind = MountKind::tmpfs;
  TRY_ASSIGN(mount.destination, parse_mount_destination(destination));
  if (options) TRY(parse_words(mount, *options, parse_tmpfs_word));
  return mount;
}

bool is_bind_of_devices(const MountSpec& mount) {
  return mount.kind == MountKind::bind && (mount.source == "/dev" || mount.source.starts_with("/dev/"));
}

Result<void> check_destinations(std::span<const MountSpec> mounts) {
  std::vector<std::string_view> destinations;
  for (const MountSpec& mount : mounts) destinations.push_back(mount.destination);
  std::ranges::sort(destinations);
  const auto twin = std::ranges::adjacent_find(destinations);
  if (twin != destinations.end()) return fail(ErrorKind::invalid, "{}: duplicate mount destination", *twin);
  return {};
}

}  // namespace skiff::spec
