#include "user_namespace.hpp"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/sys/account.hpp>
#include <skiff/sys/idmap.hpp>
#include <skiff/sys/namespace.hpp>
#include <skiff/sys/process.hpp>
#include <skiff/sys/rooted.hpp>

#include "id_map_name.hpp"

namespace skiff::engine {

namespace {

/// In ROOT, so that there is one U for a user and ROOT whatever the environment says of RUNROOT. The text of the lock's file is
/// "MAP STAMP": what the map of the last U was called, and the stamp of the files that it was read from.
constexpr const char* lock_name = "user-namespace.lock";
constexpr const char* told_name = "no-subordinate-ids";
constexpr std::chrono::seconds lock_patience{30};
constexpr std::chrono::seconds holder_patience{2};

std::string holders_name(const std::string& map) { return "user-namespace." + map; }

std::string stamp_of_ranges() {
  std::string stamp;
  for (const char* path : {"/etc/subuid", "/etc/subgid"}) {
    struct stat status {};
    if (stat(path, &status) == 0)
      stamp += fmt::format("{}:{}:{}.{}/", status.st_ino, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
  }
  return stamp;
}

/// The map that a file of this stamp gave; "" if another one was read last.
std::string read_map(const sys::FileLock& lock, const std::string& stamp) {
  std::array<char, 256> buffer{};
  const ssize_t size = pread(lock.fd().get(), buffer.data(), buffer.size(), 0);
  const auto [map, rest] = base::cut(std::string_view(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))), ' ');
  const bool is_name = !map.empty() && std::ranges::all_of(map, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
  return rest == stamp && is_name ? std::string(map) : std::string();
}

/// A text that is cut off has another stamp: then the files are read again.
void write_map(const sys::FileLock& lock, const std::string& map, const std::string& stamp) {
  const std::string text = fmt::format("{} {}", map, stamp);
  (void)(ftruncate(lock.fd().get(), 0) == 0 && pwrite(lock.fd().get(), text.data(), text.size(), 0) > 0);
}

/// Where no supervisor lives: a process of a container whose supervisor was killed lives in U. Looks at every container that has
/// a directory in RUNROOT: those that run, and what a kill left.
Result<std::optional<sys::Fd>> find_in_containers(const Context& context, const std::string& map, std::optional<Error>& closed) {
  const auto directory = sys::open_directory_at(context.roots.runroot, "containers");
  if (!directory) return std::optional<sys::Fd>();
  TRY_ASSIGN(const auto ids, sys::list_directory(*directory));
  for (const std::string& id : ids) {
    const auto container = context.containers().open(id);
    if (!container) continue;
    const auto state = container->state();
    if (!state || !state->run || state->run->user_namespace == 0) continue;
    const auto config = container->config();
    if (!config || config->id_map != map) continue;
    TRY_ASSIGN(const auto init, container->open_init(*state));
    if (!init) continue;
    auto held = sys::open_namespace(state->run->pid, "user");
    // Never taken for "no U": a second one would keep its containers apart from the first's for good.
    if (!held && held.error().kind() == ErrorKind::denied) closed = std::move(held).error();
    if (held && sys::namespace_inode(*held).value_or(0) == state->run->user_namespace) return std::optional(*std::move(held));
  }
  return std::optional<sys::Fd>();
}

/// Once for a store: a person who lives with one id has read it.
void warn_of_single_id(const Context& context) {
  const sys::Fd told(openat(context.roots.root.get(), told_name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!told.is_open()) return;
  const std::string name = sys::own_account().name;
  context.warn(fmt::format("no subordinate ids for user {}, so that all files in containers belong to one id. To have them: {}",
                           name.empty() ? std::to_string(getuid()) : name, sys::how_to_add_ids(name.empty() ? "NAME" : name)));
}

}  // namespace

/// A U of this map that a living supervisor has.
Result<bool> UserNamespace::find(const Context& context, const std::string& map, std::optional<Error>& closed) {
  TRY_ASSIGN(holders_, sys::DescriptorHolders::open(context.roots.root, holders_name(map)));
  TRY_ASSIGN(auto held, holders_.find(holder_patience, closed));
  if (!held) return false;
  fd_ = *std::move(held);
  map_ = map;
  return true;
}

Result<void> UserNamespace::find_or_make(const Context& context) {
  const std::string stamp = stamp_of_ranges();
  const std::string known = read_map(*lock_, stamp);
  std::optional<Error> closed;
  if (!known.empty()) {
    TRY_ASSIGN(const bool is_found, find(context, known, closed));
    if (is_found) return {};
  }
  TRY_ASSIGN(const sys::IdMaps maps, sys::own_id_maps());
  TRY_ASSIGN(map_, name_of_id_map(context.roots.root, maps));
  write_map(*lock_, map_, stamp);
  // Where the files of ranges were edited for another user, or an old map is back.
  TRY_ASSIGN(const bool is_found, find(context, map_, closed));
  if (is_found) return {};
  TRY_ASSIGN(auto held, find_in_containers(context, map_, closed));
  if (held) {
    fd_ = *std::move(held);
    return {};
  }
  if (closed) return std::unexpected(*std::move(closed));
  if (maps.is_single())
    warn_of_single_id(context);
  else
    (void)unlinkat(context.roots.root.get(), told_name, 0);
  TRY_ASSIGN(fd_, sys::make_user_namespace(maps));
  return {};
}

Result<UserNamespace> UserNamespace::acquire(const Context& context) {
  UserNamespace result;
  if (context.is_rootful) return result;
  TRY_ASSIGN(result.lock_, sys::FileLock::take(context.roots.root, lock_name, sys::LockMode::exclusive, lock_patience));
  TRY(result.find_or_make(context));
  TRY_ASSIGN(result.inode_, sys::namespace_inode(result.fd_));
  context.debug("the user namespace is user:[{}]", result.inode_);
  return result;
}

Result<UserNamespace> UserNamespace::take_over(std::vector<sys::Fd> given) {
  UserNamespace result;
  if (given.size() != 3) return fail(ErrorKind::internal, "a user namespace without its lock");
  result.fd_ = std::move(given[0]);
  result.holders_ = sys::DescriptorHolders(std::move(given[1]));
  TRY_ASSIGN(result.inode_, sys::namespace_inode(result.fd_));
  TRY(result.holders_.add(result.fd_));
  return result;  // the lock goes with what was given
}

std::vector<int> UserNamespace::descriptors() const {
  if (!fd_.is_open()) return {};
  return {fd_.get(), holders_.file().get(), lock_ ? lock_->fd().get() : -1};
}

}  // namespace skiff::engine
