#pragma once

#include <string>

#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>

#include "context.hpp"

/// Repair: what a killed command, a killed supervisor or a lost boot left is put right by the next command that meets it.
namespace skiff::engine {

/// File in the container's directory of RUNROOT with the path of the cgroup that its supervisor makes: read when the
/// container is removed, whatever was killed before that.
inline constexpr const char* cgroup_note_name = "cgroup";
inline std::string own_cgroup_name(const std::string& id) { return "skiff-" + id; }

/// Ends what is left in the cgroup of a run that is over, and removes it.
Result<void> discard_cgroup(const std::string& path);

/// The same for what a start left whose supervisor was killed, and its directory in RUNROOT. The caller holds `lock`.
Result<void> discard_run_directory(const Context& context, const std::string& id);

/// Removes half-made objects whose maker is dead, and trash that no process works on. One listing of a directory that is
/// normally empty: the first line of the commands that end or remove something. Failures are left to the next sweep.
void sweep(Context& context);

/// What is known of one hidden object.
struct TrashFacts {
  const sys::Fd* user_namespace = nullptr;  ///< where files of subordinate ids are removed; null: looked for if needed
  bool may_have_volumes = true;             ///< false spares a look into its record
};

/// Removes the data of one hidden object (its key in aside/), and the anonymous volumes of an --rm container. Another
/// process being at it is no error.
Result<void> remove_trash(Context& context, const std::string& key, const TrashFacts& facts = {});

/// Takes a container out of sight and removes its cgroup and data. The caller holds `lock`, nothing of it runs.
Result<void> discard(Context& context, const state::Container& container, sys::FileLock lock);

/// Closes the record of a run whose end was not recorded (its supervisor was killed, the machine restarted): writes the exit
/// facts, and removes a --rm container. Whether it was removed. Nothing is done to one that runs, has a supervisor, was
/// never started, or whose `lock` is held by another for longer than `patience`.
Result<bool> reconcile(Context& context, const state::Container& container, std::chrono::milliseconds patience);

}  // namespace skiff::engine
