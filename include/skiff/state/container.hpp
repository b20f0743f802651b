#pragma once

#include <chrono>
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

/// Containers on disk: ROOT/containers/<id>/{config.json,state.json,lock,alive,log,upper,work}, RUNROOT/containers/<id>/.
namespace skiff::state {

/// One container's directory, opened.
class Container {
 public:
  const std::string& id() const { return id_; }
  const sys::Fd& directory() const { return directory_; }

  /// config.json. Errors: not_found (removed meanwhile), corrupt, unsupported (a newer schema, with the message to say so).
  Result<spec::ContainerConfig> config() const;
  /// state.json; a container without one was never started (defaults). Errors as config().
  Result<ContainerState> state() const;
  /// Replaces state.json. The caller holds `lock` or `alive`.
  Result<void> write_state(const ContainerState& state, sys::Sync sync) const;

  /// The short lock for changes (start, remove, rename). Errors: timed_out, not_found.
  Result<sys::FileLock> lock(std::chrono::milliseconds patience) const;
  /// The lock that a supervisor holds for life; taken by it after its fork.
  Result<std::optional<sys::FileLock>> take_alive() const;
  /// Whether a supervisor lives (probe of `alive`; takes nothing).
  Result<bool> has_supervisor() const;

  /// What facts and kernel say together; never blocks, takes no lock.
  Result<Status> status(const ContainerState& state) const;
  /// A pidfd of the recorded first process if that very process still lives on this boot of this machine.
  Result<std::optional<sys::Fd>> open_init(const ContainerState& state) const;
  Result<std::optional<sys::Fd>> open_supervisor(const ContainerState& state) const;

  /// RUNROOT/containers/<id>, made if missing.
  Result<sys::Fd> runtime_directory() const;

 private:
  friend class Containers;
  std::string id_;
  sys::Fd directory_;
  const Roots* roots_ = nullptr;
};


class Containers {
 public:
  explicit Containers(const Roots& roots) : roots_(&roots) {}

  /// Makes the directory aside with config.json, `lock`, `alive`, upper/ and work/, takes the name, renames it to its id.
  /// Nothing is left on failure. Errors: exists (the name; text as podman's), no_space, denied.
  Result<Container> create(const spec::ContainerConfig& config, const std::string& name, sys::Sync sync) const;

  /// By full id.
  Result<Container> open(const std::string& id) const;
  /// By name, full id or unique prefix of an id; a leading "/" is dropped.
  /// Errors: not_found ("no container with name or ID "X" found: no such container"), invalid (ambiguous prefix).
  Result<Container> find(const std::string& name_or_id) const;
  /// Ids of all directories with a final name, in no order.
  Result<std::vector<std::string>> ids() const;
  /// id -> name of all that have a valid one.
  Result<std::map<std::string, std::string>> names() const;
  Result<std::string> name_of(const std::string& id) const;  ///< "" if it has none

  /// Takes the container out of sight (name freed, directory renamed to .trash-<id>) under its lock, which the caller
  /// holds; its data are removed after by empty_trash() or the next sweep.
  Result<void> hide(const Container& container) const;
  /// Removes what hide() left of one container, as the caller. Errors: denied where files belong to subordinate ids
  /// (then storage's worker does it inside U).
  Result<void> empty_trash(const std::string& id) const;
  /// Trash and half-made directories (".new-…" whose maker is dead, ".trash-…") that nobody works on.
  Result<std::vector<std::string>> leftovers() const;

 private:
  const Roots* roots_;
};

}  // namespace skiff::state
