#include <skiff/state/volumes.hpp>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>

#include <skiff/base/text.hpp>
#include <skiff/state/container.hpp>
#include <skiff/sys/file.hpp>
#include <skiff/sys/rooted.hpp>

#include "record.hpp"

namespace skiff::state {

namespace {

Error no_such_volume(std::string_view name) {
  return Error(ErrorKind::not_found,
               fmt::format("no volume with name \"{}\" found: no such volume", base::escape_control(name, 300)));
}

std::string volume_path(const std::string& name) { return "volumes/" + name; }

}  // namespace

Result<void> Volumes::create(const VolumeRecord& record, VolumeData data,
                             const std::function<Result<void>(const sys::Fd&)>& prepare) const {
  TRY(check_name(record.name));
  const auto in_volume = [&](Error error) { return fail_with(std::move(error), "cannot make volume {}", record.name); };
  const auto already_there = [&] { return fail(ErrorKind::exists, "volume with name {} already exists", record.name); };
  if (exists(record.name)) return already_there();
  // The random part lets two makers of one name meet at the rename, where one of them wins.
  auto aside = roots_->aside().make_directory("volume-" + sys::random_id().substr(0, 16), 0700);
  if (!aside) return in_volume(std::move(aside).error());
  const sys::Fd& directory = aside->fd();
  const bool has_directory = data == VolumeData::directory;
  if (has_directory && mkdirat(directory.get(), "data", 0755) != 0)
    return in_volume(Error(base::kind_of_errno(errno), "cannot make its data directory", errno));
  if (has_directory && prepare) {
    TRY_ASSIGN(const sys::Fd made, sys::open_directory_at(directory, "data"));
    if (auto prepared = prepare(made); !prepared) return in_volume(std::move(prepared).error());
  }
  TRY_ASSIGN(const std::string text, record_text(record, volume_schema));
  if (auto written = sys::replace_file(directory, "volume.json", text, sys::Sync::yes); !written)
    return in_volume(std::move(written).error());
  TRY_ASSIGN(const sys::Fd volumes, open_or_make_directory(roots_->root, "volumes"));
  if (auto published = aside->publish(roots_->root, volume_path(record.name)); !published) {
    if (published.error().errno_value() == EEXIST) return already_there();
    return in_volume(std::move(published).error());
  }
  if (auto synced = sys::sync_directory(volumes); !synced) {
    (void)move_to_trash(record.name);
    return in_volume(std::move(synced).error());
  }
  return {};
}

Result<VolumeRecord> Volumes::record(const std::string& name) const {
  TRY_ASSIGN(const sys::Fd directory, open(name));
  auto record = read_record<VolumeRecord>(directory, "volume.json", volume_schema);
  if (!record && record.error().errno_value() == ENOENT)
    return fail(ErrorKind::corrupt, "volume {}: volume.json is missing", name);
  if (!record) return fail_with(std::move(record).error(), "volume {}", name);
  return record;
}

bool Volumes::exists(const std::string& name) const {
  return check_name(name) && sys::stat_at(roots_->root, volume_path(name));
}

Result<std::vector<std::string>> Volumes::names() const {
  const auto directory = sys::open_directory_at(roots_->root, "volumes");
  if (!directory) {
    if (directory.error().errno_value() == ENOENT) return std::vector<std::string>();
    return std::unexpected(directory.error());
  }
  TRY_ASSIGN(auto names, sys::list_directory(*directory));
  std::erase_if(names, [](const std::string& name) { return !check_name(name); });
  std::ranges::sort(names);
  return names;
}

Result<sys::Fd> Volumes::open(const std::string& name) const {
  if (!check_name(name)) return std::unexpected(no_such_volume(name));
  auto directory = sys::open_directory_at(roots_->root, volume_path(name));
  if (directory) return directory;
  if (directory.error().errno_value() == ENOENT) return std::unexpected(no_such_volume(name));
  return fail_with(std::move(directory).error(), "volume {}", name);
}

Result<sys::FileLock> Volumes::lock(const std::string& name) const {
  TRY_ASSIGN(const sys::Fd directory, open(name));
  auto lock = sys::FileLock::take(directory, "lock", sys::LockMode::exclusive, std::chrono::seconds(10));
  if (!lock) return fail_with(std::move(lock).error(), "volume {}", name);
  // It may have become trash while we waited.
  if (!sys::is_at(directory, roots_->root, volume_path(name))) return std::unexpected(no_such_volume(name));
  return lock;
}

std::string Volumes::data_path(const std::string& name) const {
  return fmt::format("{}/{}/data", roots_->root_path, volume_path(name));
}

Result<std::string> Volumes::move_to_trash(const std::string& name) const {
  if (!check_name(name)) return std::unexpected(no_such_volume(name));
  // A name comes again while its predecessor's data are still being removed: only the random part tells them apart.
  const std::string key = "volume-" + sys::random_id().substr(0, 16);
  if (auto moved = roots_->aside().move_to_trash(roots_->root, volume_path(name), key); !moved) {
    if (moved.error().errno_value() == ENOENT) return std::unexpected(no_such_volume(name));
    return std::unexpected(std::move(moved).error());
  }
  return key;
}

}  // namespace skiff::state
