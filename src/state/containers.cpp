#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/state/container.hpp>
#include <skiff/sys/rooted.hpp>

#include "generated_name.hpp"
#include "record.hpp"

namespace skiff::state {

namespace {

/// Held for a link and a rename; a holder that was stopped must not stop everybody for ever.
constexpr std::chrono::seconds names_patience{10};

std::string container_path(const std::string& id) { return "containers/" + id; }

Error no_such_container(std::string_view name) {
  return Error(ErrorKind::not_found, fmt::format("no container with name or ID \"{}\" found: no such container",
                                                 base::escape_control(name, 300)));
}

/// The id to which a link of names/ points; nothing if there is no such link.
std::optional<std::string> link_target(const sys::Fd& directory, const std::string& path) {
  char target[256];  // longer than any of skiff's own
  const ssize_t size = readlinkat(directory.get(), path.c_str(), target, sizeof target);
  if (size < 0) return std::nullopt;
  std::string_view text(target, static_cast<std::size_t>(size));
  text.remove_prefix(text.rfind('/') + 1);  // npos + 1 is 0
  if (!is_container_id(text)) return std::nullopt;
  return std::string(text);
}

Result<void> write_new_file(const sys::Fd& directory, const char* name, std::string_view text, sys::Sync sync) {
  const sys::Fd fd(openat(directory.get(), name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!fd.is_open()) return fail_errno(errno, "cannot make {}", name);
  if (!text.empty()) {
    if (auto written = sys::write_all(fd, text); !written) return fail_with(std::move(written).error(), "{}", name);
  }
  if (sync == sys::Sync::yes && fdatasync(fd.get()) != 0) return fail_errno(errno, "cannot sync {}", name);
  return {};
}

}  // namespace

Result<void> Containers::fill(const Container& container, const spec::ContainerConfig& config, sys::Sync sync) const {
  const sys::Fd& directory = container.directory();
  TRY_ASSIGN(const std::string text, record_text(config, spec::container_schema));
  TRY(write_new_file(directory, "config.json", text, sync));
  for (const auto& [name, mode] : {std::pair("upper", 0755), std::pair("work", 0700)}) {
    if (mkdirat(directory.get(), name, static_cast<mode_t>(mode)) != 0) return fail_errno(errno, "cannot make {}", name);
  }
  if (sync == sys::Sync::yes) TRY(sys::sync_directory(directory));
  return {};
}

Result<Container> Containers::create(const spec::ContainerConfig& config, const std::string& name, sys::Sync sync) const {
  TRY_ASSIGN(LockedContainer created, create_locked(config, name, sync));
  return std::move(created.container);
}

Result<LockedContainer> Containers::create_locked(const spec::ContainerConfig& config, const std::string& name,
                                                  sys::Sync sync) const {
  if (!is_container_id(config.id)) return fail(ErrorKind::internal, "a container needs an id of 64 digits");
  if (!name.empty()) TRY(check_name(name));
  const auto in_container = [](Error error) { return fail_with(std::move(error), "cannot create a container"); };
  auto aside = roots_->aside().make_directory(config.id, 0700);
  if (!aside) return in_container(std::move(aside).error());
  Container container;
  container.id_ = config.id;
  container.roots_ = roots_;
  TRY_ASSIGN(container.directory_, sys::open_directory_at(aside->fd(), "."));
  auto lock = sys::FileLock::take(container.directory_, Container::lock_name, sys::LockMode::exclusive, std::chrono::seconds(0));
  if (!lock) return in_container(std::move(lock).error());
  if (auto filled = fill(container, config, sync); !filled) return in_container(std::move(filled).error());

  TRY_ASSIGN(const sys::Fd names, open_or_make_directory(roots_->root, "names"));
  TRY_ASSIGN(const sys::Fd containers, open_or_make_directory(roots_->root, "containers"));
  {
    // The link first: under the lock no process takes it for a dangling one, and a kill before the rename leaves it free.
    auto names_lock = sys::FileLock::take(names, ".lock", sys::LockMode::exclusive, names_patience);
    if (!names_lock) return in_container(fail_with(std::move(names_lock).error(), "names").error());
    TRY_ASSIGN(container.known_name_, link_name(names, name, config.id));
    if (auto published = aside->publish(roots_->root, container_path(config.id)); !published) {
      unlinkat(names.get(), container.known_name_.c_str(), 0);
      return in_container(std::move(published).error());
    }
  }
  const auto sync_names = [&]() -> Result<void> {
    TRY(sys::sync_directory(containers));
    return sys::sync_directory(names);
  };
  if (auto synced = sync == sys::Sync::yes ? sync_names() : Result<void>(); !synced) {
    if (move_to_trash(container) && forget(container.id())) (void)roots_->aside().delete_trash(container.id());
    free_name(container);
    return in_container(std::move(synced).error());
  }
  return LockedContainer{std::move(container), *std::move(lock)};
}

Result<std::string> Containers::link_name(const sys::Fd& names, const std::string& name, const std::string& id) const {
  const std::string target = "../" + container_path(id);
  for (int attempt = 0;; ++attempt) {
    std::string chosen = name.empty() ? generated_name(attempt) : name;
    if (symlinkat(target.c_str(), names.get(), chosen.c_str()) == 0) return chosen;
    if (errno != EEXIST) return fail_errno(errno, "cannot take the name {}", chosen);
    const auto owner = link_target(names, chosen);
    if (owner && sys::stat_at(roots_->root, container_path(*owner))) {
      if (name.empty() && attempt < 1000) continue;
      return fail(ErrorKind::exists,
                  "name \"{}\" is already in use by container {}: remove it (skiff rm -f {}), or choose another", chosen,
                  owner->substr(0, 12), chosen);
    }
    if (unlinkat(names.get(), chosen.c_str(), 0) != 0 && errno != ENOENT)
      return fail_errno(errno, "cannot take the name {}", chosen);
  }
}

Result<Container> Containers::open(const std::string& id, const std::string& known_name) const {
  if (!is_container_id(id)) return std::unexpected(no_such_container(id));
  auto directory = sys::open_directory_at(roots_->root, container_path(id));
  if (!directory) {
    if (directory.error().errno_value() == ENOENT) return std::unexpected(no_such_container(id));
    return fail_with(std::move(directory).error(), "container {}", id.substr(0, 12));
  }
  Container container;
  container.id_ = id;
  container.roots_ = roots_;
  container.known_name_ = known_name;
  container.directory_ = *std::move(directory);
  return container;
}

Result<Container> Containers::find(const std::string& name_or_id) const {
  const std::string text = name_or_id.starts_with('/') ? name_or_id.substr(1) : name_or_id;
  const auto is_missing = [](const Result<Container>& result) {
    return !result && result.error().kind() == ErrorKind::not_found;
  };
  if (is_container_id(text)) {
    if (auto by_id = open(text); !is_missing(by_id)) return by_id;
  }
  if (check_name(text)) {
    if (const auto id = link_target(roots_->root, "names/" + text)) {
      auto by_name = open(*id);
      if (by_name) by_name->known_name_ = text;
      if (!is_missing(by_name)) return by_name;
    }
  }
  if (text.empty() || text.size() >= 64 || !base::is_lower_hex(text)) return std::unexpected(no_such_container(name_or_id));
  std::optional<std::string> found;
  TRY_ASSIGN(const auto all, ids());
  for (const std::string& id : all) {
    if (!id.starts_with(text)) continue;
    if (found)
      return fail(ErrorKind::invalid, "more than one container has an ID that starts with \"{}\": {} and {}", text,
                  found->substr(0, 12), id.substr(0, 12));
    found = id;
  }
  if (!found) return std::unexpected(no_such_container(name_or_id));
  return open(*found);
}

Result<ContainerListing> Containers::listing() const {
  ContainerListing listing;
  auto directory = sys::open_directory_at(roots_->root, "containers");
  if (!directory) {
    if (directory.error().errno_value() == ENOENT) return listing;
    return std::unexpected(std::move(directory).error());
  }
  listing.directory_ = *std::move(directory);
  TRY_ASSIGN(listing.ids_, sys::list_directory(listing.directory_));
  std::erase_if(listing.ids_, [](const std::string& name) { return !is_container_id(name); });
  return listing;
}

Result<std::vector<std::string>> Containers::ids() const {
  TRY_ASSIGN(ContainerListing all, listing());
  return std::move(all.ids_);
}

Result<std::map<std::string, std::string>> Containers::names() const {
  std::map<std::string, std::string> result;
  const auto directory = sys::open_directory_at(roots_->root, "names");
  if (!directory) {
    if (directory.error().errno_value() == ENOENT) return result;
    return std::unexpected(directory.error());
  }
  TRY_ASSIGN(const auto links, sys::list_directory(*directory));
  for (const std::string& link : links) {
    if (link.starts_with('.')) continue;
    if (auto id = link_target(*directory, link)) result.emplace(*std::move(id), link);
  }
  return result;
}

Result<std::string> Containers::name_of(const std::string& id) const {
  TRY_ASSIGN(const auto all, names());
  const auto found = all.find(id);
  return found == all.end() ? std::string() : found->second;
}

Result<std::string> Containers::name_of(const Container& container) const {
  const std::string& known = container.known_name();
  if (!known.empty()) {
    TRY_ASSIGN(const sys::Fd names, sys::open_directory_at(roots_->root, "names"));
    if (link_target(names, known) == container.id()) return known;
  }
  return name_of(container.id());
}

Result<void> Containers::move_to_trash(const Container& container) const {
  if (auto moved = roots_->aside().move_to_trash(roots_->root, container_path(container.id()), container.id()); !moved) {
    if (moved.error().errno_value() == ENOENT) return std::unexpected(no_such_container(container.id()));
    return moved;
  }
  // From here on the link dangles and its name is free.
  return {};
}

void Containers::free_name(const Container& container) const {
  if (const auto name = name_of(container)) (void)free_name(*name, container.id());
}

void Containers::free_name(const std::string& id) const {
  if (const auto name = name_of(id)) (void)free_name(*name, id);
}

Result<void> Containers::free_name(const std::string& name, const std::string& id) const {
  if (name.empty()) return {};
  TRY_ASSIGN(const sys::Fd names, sys::open_directory_at(roots_->root, "names"));
  const auto lock = sys::FileLock::take(names, ".lock", sys::LockMode::exclusive, names_patience);
  if (!lock) return fail_with(lock.error(), "names");
  // Another container may have taken the free name meanwhile.
  if (link_target(names, name) == id) unlinkat(names.get(), name.c_str(), 0);
  return {};
}

Result<spec::ContainerConfig> Containers::removed_config(const std::string& id) const {
  return read_record<spec::ContainerConfig>(roots_->root, roots_->aside().trash_path(id) + "/config.json", spec::container_schema);
}

Result<sys::Fd> Containers::removed_runtime_parent(const std::string& id) const {
  const auto state = read_record<ContainerState>(roots_->root, roots_->aside().trash_path(id) + "/state.json", spec::container_schema);
  TRY_ASSIGN(const auto other, open_other_runroot(*roots_, state && state->run ? state->run->runroot : std::string()));
  return sys::open_directory_at(other ? *other : roots_->runroot, "containers");
}

Result<void> Containers::forget(const std::string& id) const {
  if (!is_container_id(id)) return fail(ErrorKind::internal, "{} is no container's id", id);
  if (const auto running = removed_runtime_parent(id)) TRY(sys::remove_tree(*running, id));
  (void)unlinkat(roots_->root.get(), (roots_->aside().trash_path(id) + "/config.json").c_str(), 0);
  return {};
}

Result<void> Container::sync() const {
  for (const char* name : {"config.json", "state.json"}) {
    const sys::Fd fd(openat(directory_.get(), name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
    if (!fd.is_open() && errno == ENOENT) continue;
    if (!fd.is_open() || fdatasync(fd.get()) != 0)
      return fail_errno(errno, "container {}: cannot sync {}", id_.substr(0, 12), name);
  }
  TRY(sys::sync_directory(directory_));
  for (const char* name : {"containers", "names"}) {
    TRY_ASSIGN(const sys::Fd parent, sys::open_directory_at(roots_->root, name));
    TRY(sys::sync_directory(parent));
  }
  return {};
}

}  // namespace skiff::state
