#include <skiff/spec/volume_source.hpp>

#include <algorithm>
#include <array>
#include <limits>

#include <skiff/base/text.hpp>
#include <skiff/spec/mount_spec.hpp>

#include "mount_words.hpp"

namespace skiff::spec {

namespace {

constexpr std::array<std::string_view, 8> option_keys = {"type", "device", "o", "copy", "nocopy", "noquota", "UID", "GID"};
/// What mount(8) takes for what is so anyway.
constexpr std::array<std::string_view, 4> usual_words = {"defaults", "rw", "nosuid", "nodev"};
/// What a volume never has, whatever it is made of.
constexpr std::array<std::string_view, 2> refused_words = {"suid", "dev"};
constexpr std::array<std::string_view, 4> quota_words = {"size", "inodes", "bsize", "quota"};

std::string value_of(const VolumeOptions& options, const std::string& key) {
  const auto found = options.find(key);
  return found == options.end() ? "" : found->second;
}

/// Takes copy, nocopy and the owner out of the words of o=; the rest is the file system's.
Result<std::vector<std::string>> take_own_words(VolumeSource& source, std::string_view text) {
  std::vector<std::string> rest;
  const auto words = base::split(text, ',');
  if (words.size() > most_mount_options) return fail(ErrorKind::invalid, "more than {} options", most_mount_options);
  for (const std::string_view word : words) {
    const auto [name, value] = base::cut(word, '=');
    if (word.empty() || word == "noquota" || std::ranges::find(usual_words, word) != usual_words.end()) continue;
    if (std::ranges::find(refused_words, word) != refused_words.end())
      return fail(ErrorKind::unsupported, "the option \"{}\": a volume has neither devices nor set-user-id programs that work", word);
    if (word == "copy" || word == "nocopy") {
      source.mount.is_copied_up = word == "copy";
    } else if (name == "uid" || name == "gid") {
      auto id = parse_owner_id(value.value_or(""));
      if (!id) return fail_with(std::move(id).error(), "{}", name);
      (name == "uid" ? source.uid : source.gid) = *id;
    } else {
      rest.emplace_back(word);
    }
  }
  return rest;
}

/// A directory of skiff's own is not mounted with words.
Result<void> check_directory(const VolumeOptions& options, const std::vector<std::string>& words) {
  if (options.contains("device"))
    return fail(ErrorKind::invalid, "device= needs a type: -o type=none -o o=bind -o device=PATH is a folder of the host");
  if (words.empty()) return {};
  if (std::ranges::find(quota_words, base::cut(words[0], '=').before) != quota_words.end())
    return std::unexpected(Error(ErrorKind::unsupported, fmt::format("the option \"{}\": skiff sets no quotas", base::escape_control(words[0], 100)))
                               .with_hint("a volume in memory has a size: -o type=tmpfs -o o=size=64m"));
  return fail(ErrorKind::invalid, "the option \"{}\" needs a type: tmpfs, or none", base::escape_control(words[0], 100));
}

Result<void> make_tmpfs(VolumeSource& source, const std::vector<std::string>& words) {
  TRY_ASSIGN(MountSpec parsed, parse_tmpfs("/volume:rw"));
  for (const std::string& word : words) {
    if (is_propagation(word)) return fail(ErrorKind::invalid, "unknown option \"{}\"", base::escape_control(word, 100));
    TRY_ASSIGN(const MountSpec one, parse_tmpfs(fmt::format("/volume:{}", word)));
    parsed.is_read_only = parsed.is_read_only || one.is_read_only;
    for (const std::string& option : one.options) parsed.options.push_back(option);
  }
  parsed.is_copied_up = source.mount.is_copied_up;
  parsed.destination.clear();
  // The file system itself is told its owner.
  if (source.uid) parsed.options.push_back(fmt::format("uid={}", *source.uid));
  if (source.gid) parsed.options.push_back(fmt::format("gid={}", *source.gid));
  source.mount = std::move(parsed);
  return {};
}

Result<void> make_bind(VolumeSource& source, const VolumeOptions& options, const std::vector<std::string>& words) {
  const std::string device = value_of(options, "device");
  if (!device.starts_with('/')) return fail(ErrorKind::invalid, "device=PATH must name a folder by an absolute path");
  if (source.uid || source.gid) return fail(ErrorKind::invalid, "a folder of the host has its own owner: uid and gid are not for it");
  source.mount.kind = MountKind::bind;
  source.mount.source = clean_path(device);
  TRY(check_path_length(source.mount.source, "device"));
  for (const std::string& word : words) {
    if (word == "ro")
      source.mount.is_read_only = true;
    else if (word == "bind" || word == "rbind" || word == "exec" || word == "noexec")
      TRY(add_mount_word(source.mount, word));
    else
      return fail(ErrorKind::invalid, "unknown option \"{}\"", base::escape_control(word, 100));
  }
  return {};
}

}  // namespace

Result<std::uint32_t> parse_owner_id(std::string_view text) {
  const auto id = base::parse_unsigned(text);
  // The last one is "no id" to the kernel.
  if (!id || *id >= std::numeric_limits<std::uint32_t>::max()) return fail(ErrorKind::invalid, "\"{}\" is no id", base::escape_control(text, 64));
  return static_cast<std::uint32_t>(*id);
}

Result<void> add_volume_option(VolumeOptions& options, std::string_view text) {
  const auto [key, value] = base::cut(text, '=');
  if (std::ranges::find(option_keys, key) == option_keys.end())
    return fail(ErrorKind::invalid, "invalid mount option {} for driver 'local': it has type, device, o, copy and nocopy",
                base::escape_control(key, 64));
  options[std::string(key)] = value.value_or("");
  return {};
}

Result<VolumeSource> parse_volume_source(const VolumeOptions& options) {
  VolumeSource source;
  if (options.contains("copy") && options.contains("nocopy"))
    return fail(ErrorKind::invalid, "the options \"copy\" and \"nocopy\" exclude each other");
  source.mount.is_copied_up = !options.contains("nocopy");
  TRY_ASSIGN(auto words, take_own_words(source, value_of(options, "o")));
  for (const auto& [key, id] : {std::pair("UID", &source.uid), std::pair("GID", &source.gid)}) {
    if (!options.contains(key)) continue;
    TRY_ASSIGN(*id, parse_owner_id(options.at(key)));
  }
  const std::string type = value_of(options, "type");
  const bool is_bound = std::ranges::any_of(words, [](const std::string& word) { return word == "bind" || word == "rbind"; });
  if (type == "tmpfs") {
    TRY(make_tmpfs(source, words));
  } else if (type == "bind" || is_bound) {
    if (!type.empty() && type != "bind" && type != "none")
      return fail(ErrorKind::invalid, "o=bind is for type=none, not for type={}", base::escape_control(type, 64));
    TRY(make_bind(source, options, words));
  } else if (type == "none") {
    return fail(ErrorKind::invalid, "type=none needs o=bind and device=PATH");
  } else if (!type.empty()) {
    return fail(ErrorKind::unsupported, "skiff mounts no {}: the types are tmpfs, and none (with o=bind and device=PATH)",
                base::escape_control(type, 64));
  } else {
    TRY(check_directory(options, words));
  }
  return source;
}

}  // namespace skiff::spec
