#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/spec/container_config.hpp>
#include <skiff/state/container_state.hpp>
#include <skiff/state/roots.hpp>
#include <skiff/sys/fd.hpp>
#include <skiff/sys/file.hpp>
#include <skiff/sys/lock.hpp>
#include <skiff/sys/process.hpp>

/// Containers on disk: ROOT/containers/<id>/{config.json,state.json,stop_asked,lock,log,upper,work},
/// RUNROOT/containers/<id>/. While it is made or removed it lies in ROOT/aside/ (Roots::aside()).
namespace skiff::state {

/// Where in state.json a process writes of itself, in decimal, with blanks behind.
struct RunFieldOffsets {
  sys::Fd file;                    ///< open for writing
  std::int64_t pid_at = 0;         ///< of 10 characters
  std::int64_t start_time_at = 0;  ///< of 20 characters; to be written first
};

/// One container's directory, opened. Refers to the Roots it was opened from.
class Container {
 public:
  const std::string& id() const { return id_; }
  /// The name by which it was made or found; "" when it was found by id. See Containers::name_of.
  const std::string& known_name() const { return known_name_; }
  const sys::Fd& directory() const { return directory_; }

  /// config.json. Errors: not_found (removed meanwhile), corrupt, unsupported (a newer schema, with the message to say so).
  Result<spec::ContainerConfig> config() const;
  /// state.json; a container without one was never started (defaults). Errors as config().
  Result<ContainerState> state() const;
  /// Replaces state.json; on a full disk it is written over where it lies. Its one writer is the supervisor while it
  /// lives (it holds `alive`), else the holder of `lock`.
  Result<void> write_state(const ContainerState& state, sys::Sync sync) const;

  /// The same for a run whose process does not exist yet: that is to write its pid and start time into the file itself. Until
  /// it has written the pid, state() tells of no run.
  Result<RunFieldOffsets> write_coming_run(ContainerState state) const;

  /// A person asked it to stop: a file of its own, whose time of change is when. So it has no second writer to race with,
  /// and needs no bytes on a full disk. Written before the signal.
  Result<void> record_stop_asked() const;
  Result<std::optional<base::Time>> stop_asked() const;
  /// Held by a command that stops it, as long as that is at it: held is what "stopping" means. A second one goes without.
  Result<std::optional<sys::FileLock>> take_stopping() const;
  /// Whether a command is stopping it.
  bool is_being_stopped() const;
  /// Before a person's start, under `lock`: the coming run was not asked to stop.
  Result<void> clear_stop_asked() const;

  /// The short lock for changes (start, remove, rename). Errors: timed_out, not_found (removed meanwhile).
  Result<sys::FileLock> lock(std::chrono::milliseconds patience) const;
  /// The lock that a supervisor holds for life; taken by it after its fork.
  Result<sys::FileLock> take_alive(std::chrono::milliseconds patience) const;
  /// Whether a supervisor lives (probe of that lock; takes nothing).
  Result<bool> has_supervisor() const;
  /// What create() with Sync::no left to do: config, state and the name survive a power cut from here on.
  Result<void> sync() const;
  /// Whether the directory still stands under its final name.
  bool is_in_place() const;

  /// What facts and kernel say together; never blocks, takes no lock.
  Result<Status> status(const ContainerState& state) const;
  /// A pidfd of the recorded first process if that very process still lives on this boot of this machine.
  Result<std::optional<sys::Fd>> open_init(const ContainerState& state) const;
  Result<std::optional<sys::Fd>> open_supervisor(const ContainerState& state) const;

  /// RUNROOT/containers/<id>, which there is while it runs. Errors: not_found.
  Result<sys::Fd> open_runtime_directory() const;
  /// The same, made if missing: for its supervisor alone, which removes it too.
  Result<sys::Fd> make_runtime_directory() const;

 private:
  friend class Containers;
  Result<void> write_state_text(const std::string& text, sys::Sync sync) const;
  /// Three locks: its first byte is that of lock(), its second that of take_alive(), its third that of take_stopping().
  static constexpr const char* lock_name = "lock";
  std::string id_;
  std::string known_name_;
  sys::Fd directory_;
  const Roots* roots_ = nullptr;
};

/// Whether the facts of a run are of this boot of this machine.
bool is_of_this_boot(const RunFacts& run);
/// Whether something of it runs, or is about to.
bool is_live(Status status);
/// The end of a run that was not seen: code unknown (-1), why, and as its time when it was noticed (none on a later boot).
ExitFacts unseen_exit(const RunFacts& run);

/// 64 lower-case hex digits.
bool is_container_id(std::string_view text);
/// [a-zA-Z0-9][a-zA-Z0-9_.-]*, at most 255 bytes: names of containers and volumes. Errors: invalid.
Result<void> check_name(std::string_view name);

/// Reads the records of many containers, as ps does, without opening each one's directory. A reader of the state before
/// the config never takes a container that is just being removed for one that never ran: its config is deleted first.
class ContainerListing {
 public:
  /// Ids of all directories with a final name, in no order.
  const std::vector<std::string>& ids() const { return ids_; }
  /// As the functions of Container; not_found for one that was removed since. The config lacks what no list shows: the
  /// environment and the command line that it was made by.
  Result<ContainerState> state(const std::string& id) const;
  Result<spec::ContainerConfig> config(const std::string& id) const;

 private:
  friend class Containers;
  sys::Fd directory_;  ///< closed when there is none yet
  std::vector<std::string> ids_;
};

struct LockedContainer {
  Container container;
  sys::FileLock lock;
};

class Containers {
 public:
  explicit Containers(const Roots& roots) : roots_(&roots) {}

  /// Makes the directory aside with config.json, `lock`, upper/ and work/, takes the name and renames it to its
  /// id (config.id, 64 hex digits, of the caller's making). An empty name makes one of two words.
  /// Nothing is left on failure. Errors: exists (the name; text as podman's), invalid, no_space, denied.
  Result<Container> create(const spec::ContainerConfig& config, const std::string& name, sys::Sync sync) const;
  /// As create(), but returns with the container's lock held, so that prune and rm cannot take it before it starts.
  Result<LockedContainer> create_locked(const spec::ContainerConfig& config, const std::string& name, sys::Sync sync) const;

  /// By full id. `known_name` is the name that it had a moment ago, if the caller knows: it saves a listing of all names.
  Result<Container> open(const std::string& id, const std::string& known_name = {}) const;
  /// By name, full id or unique prefix of an id; a leading "/" is dropped.
  /// Errors: not_found ("no container with name or ID "X" found: no such container"), invalid (ambiguous prefix).
  Result<Container> find(const std::string& name_or_id) const;
  Result<ContainerListing> listing() const;
  /// Ids of all directories with a final name, in no order.
  Result<std::vector<std::string>> ids() const;
  /// id -> name of every link, also of links whose container is gone (such a name is free).
  Result<std::map<std::string, std::string>> names() const;
  Result<std::string> name_of(const std::string& id) const;  ///< "" if it has none
  Result<std::string> name_of(const Container& container) const;

  /// Takes the container out of sight under its lock, which the caller holds: its directory becomes trash (Roots::aside())
  /// with its id as key, and its name is free from that moment; its link and its data are removed after by free_name(),
  /// forget() and Aside::delete_trash(), or the next sweep. Needs no space.
  Result<void> move_to_trash(const Container& container) const;
  /// Removes the dangling link of a hidden container. That it cannot be is no error: the name is free all the same.
  void free_name(const Container& container) const;
  void free_name(const std::string& id) const;
  /// What its record said, to remove what belongs to it alone. Errors as Container::config().
  Result<spec::ContainerConfig> removed_config(const std::string& id) const;
  /// RUNROOT/containers of its last run. Errors: not_found.
  Result<sys::Fd> removed_runtime_parent(const std::string& id) const;
  /// First step of deleting a hidden container; the caller has claimed its trash: its directory in RUNROOT and its config,
  /// which is deleted before all else of it (see ContainerListing).
  Result<void> forget(const std::string& id) const;

 private:
  Result<void> fill(const Container& container, const spec::ContainerConfig& config, sys::Sync sync) const;
  /// Takes `name`, or a generated one if it is empty; the caller holds the lock of names/. The name.
  Result<std::string> link_name(const sys::Fd& names, const std::string& name, const std::string& id) const;
  Result<void> free_name(const std::string& name, const std::string& id) const;
  const Roots* roots_;
};

}  // namespace skiff::state
