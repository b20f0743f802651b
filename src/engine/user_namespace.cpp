#include "user_namespace.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <skiff/base/json.hpp>
#include <skiff/sys/file.hpp>
#include <skiff/sys/idmap.hpp>
#include <skiff/sys/namespace.hpp>
#include <skiff/sys/process.hpp>
#include <skiff/sys/rooted.hpp>

#include "id_map_name.hpp"

namespace skiff::engine {

namespace {

constexpr const char* facts_name = "user-namespace";
constexpr const char* lock_name = "user-namespace.lock";

/// Where U can be found: a hint that is verified at each use. If its holder is gone, the containers' run facts tell others.
struct HolderFacts {
  std::int32_t pid = 0;
  std::uint64_t start_time = 0;
  std::int32_t fd = -1;  ///< -1: the holder lives in it, as the process of a container does
  std::uint64_t inode = 0;
  std::string map;
  std::string stamp;  ///< of /etc/subuid and /etc/subgid: after an edit the next start makes another U
  bool operator==(const HolderFacts&) const = default;
};
BOOST_DESCRIBE_STRUCT(HolderFacts, (), (pid, start_time, fd, inode, map, stamp))

std::string stamp_of_ranges() {
  std::string stamp;
  for (const char* path : {"/etc/subuid", "/etc/subgid"}) {
    struct stat status {};
    if (stat(path, &status) == 0)
      stamp += fmt::format("{}:{}:{}.{} ", status.st_ino, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
  }
  return stamp;
}

/// What a living holder has; nothing if it is gone or has something else under that number, or does not let itself be looked
/// into for long: then `closed` is why. Another holder may: a start that hangs stops nobody else's.
Result<std::optional<sys::Fd>> open_held(const HolderFacts& facts, std::optional<Error>& closed) {
  TRY_ASSIGN(const auto process, sys::open_process({facts.pid, facts.start_time}));
  if (!process) return std::optional<sys::Fd>();
  const std::string path =
      facts.fd < 0 ? fmt::format("/proc/{}/ns/user", facts.pid) : fmt::format("/proc/{}/fd/{}", facts.pid, facts.fd);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(2);
  sys::Fd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  while (!fd.is_open()) {
    if (errno != EACCES) return std::optional<sys::Fd>();
    // Never taken for "no U": a second one would keep its containers apart from the first's for good.
    if (std::chrono::steady_clock::now() >= deadline) {
      closed = Error(ErrorKind::denied, fmt::format("cannot look into process {} of a running container", facts.pid), EACCES);
      return std::optional<sys::Fd>();
    }
    // Between giving up its memory and its end a process cannot be looked into, nor can that of a container before exec.
    TRY_ASSIGN(const bool has_ended, sys::wait_for_end(*process, std::chrono::milliseconds(1)));
    if (has_ended) return std::optional<sys::Fd>();
    fd = sys::Fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  }
  TRY_ASSIGN(const std::uint64_t inode, sys::namespace_inode(fd));
  if (inode != facts.inode) return std::optional<sys::Fd>();
  return std::optional<sys::Fd>(std::move(fd));
}

Result<HolderFacts> read_hint(const Context& context) {
  TRY_ASSIGN(const std::string text, sys::read_file(context.roots.runroot, facts_name, 4096));
  return base::parse_record<HolderFacts>(text);
}

/// Under the lock.
Result<void> write_hint(const Context& context, const HolderFacts& facts) {
  TRY(sys::remove_unfinished(context.roots.runroot, facts_name));
  return sys::replace_file(context.roots.runroot, facts_name, base::json_text(base::to_json(facts)), sys::Sync::no);
}

/// Looks at every container that has a directory in RUNROOT: those that run, and what a kill left (where a supervisor was
/// killed, its container's process still lives in U). Wanted is a U of the same map: where the subordinate ids have changed
/// since, an old one lives on beside the new.
Result<std::optional<HolderFacts>> scan_containers(const Context& context, const HolderFacts& wanted,
                                                   std::optional<Error>& closed) {
  auto directory = sys::open_directory_at(context.roots.runroot, "containers");
  if (!directory) return std::optional<HolderFacts>();
  TRY_ASSIGN(const auto ids, sys::list_directory(*directory));
  for (const std::string& id : ids) {
    const auto container = context.containers().open(id);
    if (!container) continue;
    const auto state = container->state();
    if (!state || !state->run || state->run->user_namespace_fd < 0 || !state::is_of_this_boot(*state->run)) continue;
    const state::RunFacts& run = *state->run;
    const auto config = container->config();
    if (!config || config->id_map != wanted.map) continue;
    for (const HolderFacts& facts : {HolderFacts{run.supervisor_pid, run.supervisor_start_time, run.user_namespace_fd,
                                                 run.user_namespace, wanted.map, wanted.stamp},
                                     HolderFacts{run.pid, run.start_time, -1, run.user_namespace, wanted.map, wanted.stamp}}) {
      TRY_ASSIGN(const auto held, open_held(facts, closed));
      if (held) return std::optional(facts);
    }
  }
  return std::optional<HolderFacts>();
}

void warn_of_single_id(const Context& context) {
  context.warn(
      "no subordinate ids for this user: files in containers all belong to one id "
      "(install uidmap and add a line such as NAME:100000:65536 to /etc/subuid and /etc/subgid)");
}

}  // namespace

Result<UserNamespace> UserNamespace::acquire(Context& context) {
  UserNamespace result;
  if (context.is_rootful) return result;
  const std::string stamp = stamp_of_ranges();
  std::optional<Error> closed;
  const auto take = [&](const HolderFacts& facts) -> Result<bool> {
    TRY_ASSIGN(auto held, open_held(facts, closed));
    if (!held) return false;
    result.fd_ = *std::move(held);
    result.map_ = facts.map;
    result.inode_ = facts.inode;
    return true;
  };
  if (const auto hint = read_hint(context); hint && hint->stamp == stamp) {
    TRY_ASSIGN(const bool is_found, take(*hint));
    if (is_found) return result;
  }
  TRY_ASSIGN(result.lock_, sys::FileLock::take(context.roots.runroot, lock_name, sys::LockMode::exclusive,
                                               std::chrono::seconds(30)));
  // Another start may have made it while this one waited.
  const auto hint = read_hint(context);
  if (hint && hint->stamp == stamp) {
    TRY_ASSIGN(const bool is_found, take(*hint));
    if (is_found) {
      result.lock_.reset();
      return result;
    }
  }
  TRY_ASSIGN(const sys::IdMaps maps, sys::own_id_maps());
  HolderFacts wanted;
  wanted.stamp = stamp;
  TRY_ASSIGN(wanted.map, name_of_id_map(context.roots.root, maps));
  // The hint names a holder that is older than this command's supervisor, which may end in a moment.
  const auto adopt = [&](const HolderFacts& facts) -> Result<bool> {
    TRY_ASSIGN(const bool is_found, take(facts));
    if (!is_found) return false;
    TRY(write_hint(context, facts));
    result.lock_.reset();
    return true;
  };
  if (hint && hint->map == wanted.map) {
    // The files of ranges were edited for somebody else.
    HolderFacts facts = *hint;
    facts.stamp = stamp;
    TRY_ASSIGN(const bool is_found, adopt(facts));
    if (is_found) return result;
  }
  TRY_ASSIGN(const auto found, scan_containers(context, wanted, closed));
  if (found) {
    TRY_ASSIGN(const bool is_found, adopt(*found));
    if (is_found) return result;
  }
  if (closed) return std::unexpected(*std::move(closed));
  if (maps.is_single()) warn_of_single_id(context);
  TRY_ASSIGN(result.fd_, sys::make_user_namespace(maps));
  TRY_ASSIGN(result.inode_, sys::namespace_inode(result.fd_));
  result.map_ = wanted.map;
  return result;
}

Result<void> UserNamespace::publish(Context& context, pid_t holder) {
  if (!lock_) return {};
  TRY_ASSIGN(const sys::ProcessFacts process, sys::facts_of(holder));
  const HolderFacts facts{process.pid, process.start_time, fd_.get(), inode_, map_, stamp_of_ranges()};
  TRY(write_hint(context, facts));
  lock_.reset();
  return {};
}

}  // namespace skiff::engine
