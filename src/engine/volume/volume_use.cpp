#include "volume_use.hpp"

#include <skiff/base/text.hpp>

#include "sweep.hpp"

namespace skiff::engine {

Result<std::map<std::string, std::vector<std::string>>> volume_users(const Context& context) {
  std::map<std::string, std::vector<std::string>> users;
  TRY_ASSIGN(const state::ContainerListing listing, context.containers().listing());
  for (const std::string& id : listing.ids()) {
    const auto config = listing.config(id);
    if (!config) continue;
    for (const spec::MountSpec& mount : config->mounts) {
      if (mount.kind == spec::MountKind::volume) users[mount.source].push_back(id);
    }
  }
  return users;
}

namespace {

/// "web (f5d20df6d30b), db (…)"; only the id of one without a name.
std::string names_and_ids(const Context& context, const std::vector<std::string>& ids) {
  const auto names = context.containers().names();
  std::vector<std::string> texts;
  for (const std::string& id : ids) {
    const auto name = names ? names->find(id) : decltype(names->end())();
    const bool is_named = names && name != names->end();
    texts.push_back(is_named ? fmt::format("{} ({})", name->second, id.substr(0, 12)) : id.substr(0, 12));
  }
  return base::join(texts, ", ");
}

}  // namespace

Result<bool> make_missing_volume(const Context& context, const spec::MountSpec& mount) {
  const state::Volumes volumes = context.volumes();
  if (volumes.exists(mount.source)) return false;
  state::VolumeRecord record{.schema = state::volume_schema, .name = mount.source, .created = base::now()};
  record.is_anonymous = mount.is_anonymous;
  auto made = volumes.create(record);
  if (!made && made.error().kind() == ErrorKind::exists) return false;  // another start made it meanwhile
  TRY(std::move(made));
  return true;
}

Result<void> remove_unused_volume(Context& context, const std::string& name) {
  const state::Volumes volumes = context.volumes();
  std::string key;
  {
    TRY_ASSIGN(const auto lock, volumes.lock(name));
    TRY_ASSIGN(const auto users, volume_users(context));
    if (const auto found = users.find(name); found != users.end())
      return fail(ErrorKind::in_use, "volume {} is being used by the following container(s): {}: volume is being used", name,
                  names_and_ids(context, found->second));
    TRY_ASSIGN(key, volumes.move_to_trash(name));
  }
  return remove_trash(context, key);
}

Result<void> remove_anonymous_volumes(Context& context, const spec::ContainerConfig& config) {
  Result<void> first;
  for (const spec::MountSpec& mount : config.mounts) {
    if (mount.kind != spec::MountKind::volume || !mount.is_anonymous) continue;
    auto removed = remove_unused_volume(context, mount.source);
    const bool is_failure = !removed && removed.error().kind() != ErrorKind::not_found &&
                            removed.error().kind() != ErrorKind::in_use;
    if (is_failure && first) first = std::move(removed);
  }
  return first;
}

}  // namespace skiff::engine
