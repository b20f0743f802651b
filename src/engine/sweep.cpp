#include "sweep.hpp"

#include <fcntl.h>

#include <skiff/storage/worker.hpp>
#include <skiff/sys/cgroup.hpp>
#include <skiff/sys/file.hpp>
#include <skiff/sys/rooted.hpp>

#include "user_namespace.hpp"
#include "volume/volume_use.hpp"

namespace skiff::engine {

namespace {

Result<void> discard_cgroup_of(const state::RunFacts& run) {
  if (run.cgroup.empty() || !state::is_of_this_boot(run)) return {};
  return discard_cgroup(run.cgroup);
}

/// `running`: RUNROOT/containers.
Result<void> discard_noted_cgroup(const sys::Fd& running, const std::string& id) {
  const auto path = sys::read_file(running, id + "/" + cgroup_note_name, 4096);
  if (!path || !path->ends_with("/" + own_cgroup_name(id))) return {};
  return discard_cgroup(*path);
}

Result<void> remove_noted_cgroup(const Context& context, const std::string& id) {
  const auto running = context.containers().removed_runtime_parent(id);
  if (!running) return {};
  return discard_noted_cgroup(*running, id);
}

}  // namespace

Result<void> discard_cgroup(const std::string& path) {
  TRY_ASSIGN(const auto cgroup, sys::open_cgroup(path));
  if (!cgroup) return {};
  TRY(sys::kill_cgroup(*cgroup));
  TRY_ASSIGN(const bool is_empty, sys::wait_until_empty(*cgroup, std::chrono::seconds(10)));
  if (!is_empty) return fail(ErrorKind::timed_out, "processes in cgroup {} do not end", path);
  return sys::remove_cgroup(*cgroup);
}

Result<void> discard_run_directory(const Context& context, const std::string& id) {
  const auto running = sys::open_directory_at(context.roots.runroot, "containers");
  if (!running) return {};
  TRY(discard_noted_cgroup(*running, id));
  return sys::remove_tree(*running, id);
}

void sweep(Context& context) {
  const auto keys = context.aside().list_trash();
  if (!keys) return;
  for (const std::string& key : *keys) {
    // The process that hid a container, or made its link, may have been killed before the next step.
    if (state::is_container_id(key)) context.containers().free_name(key);
    const auto removed = remove_trash(context, key);
    if (removed)
      context.info("swept what a killed command left: {}", key);
    else
      context.debug("what a killed command left is still there: {}: {}", key, removed.error().text());
  }
}

Result<void> remove_trash(Context& context, const std::string& key, const TrashFacts& facts) {
  const sys::Aside aside = context.aside();
  const state::Containers containers = context.containers();
  TRY_ASSIGN(const auto right, aside.claim_trash(key));
  if (!right) return {};
  TRY(remove_noted_cgroup(context, key));
  // Before its record is gone: a volume that no record names is never found again.
  if (facts.may_have_volumes) {
    const auto config = containers.removed_config(key);
    if (config && config->is_auto_removed) (void)remove_anonymous_volumes(context, *config);
  }
  if (state::is_container_id(key)) TRY(containers.forget(key));
  auto emptied = aside.delete_trash(key);
  if (emptied || emptied.error().kind() != ErrorKind::denied || context.is_rootful) return emptied;
  // Files of subordinate ids: the rest is removed in U, where they have an owner.
  sys::Fd found;
  const sys::Fd* user_namespace = facts.user_namespace;
  if (user_namespace == nullptr) {
    TRY_ASSIGN(UserNamespace acquired, UserNamespace::acquire(context));
    found = std::move(acquired).release();
    user_namespace = &found;
  }
  auto removed = storage::remove_as_owner(context.roots.root, aside.trash_path(key), *user_namespace);
  if (!removed && removed.error().kind() == ErrorKind::denied)
    removed.error().with_hint("files may belong to subordinate ids that this user no longer has: with its lines in /etc/subuid and "
                              "/etc/subgid restored, the next command removes them");
  TRY(std::move(removed));
  return aside.delete_trash(key);
}

Result<void> discard(Context& context, const state::Container& container, sys::FileLock lock) {
  const auto state = container.state();
  if (state && state->run) TRY(discard_cgroup_of(*state->run));
  TRY(context.containers().move_to_trash(container));
  context.containers().free_name(container);
  { const sys::FileLock released = std::move(lock); }
  return remove_trash(context, container.id());
}

Result<bool> reconcile(Context& context, const state::Container& container, std::chrono::milliseconds patience) {
  const auto is_over_unseen = [&](const state::ContainerState& state) -> Result<bool> {
    if (!state.run) return false;
    TRY_ASSIGN(const state::Status status, container.status(state));
    return status == state::Status::exited;
  };
  TRY_ASSIGN(state::ContainerState state, container.state());
  TRY_ASSIGN(bool is_over, is_over_unseen(state));
  if (!is_over) return false;
  const auto config = container.config();
  // What it was made of is not needed to tell its end.
  if (!config && config.error().kind() != ErrorKind::corrupt) return std::unexpected(config.error());
  const bool is_auto_removed = config && config->is_auto_removed;
  if (state.exit && !is_auto_removed) return false;

  auto lock = container.lock(patience);
  if (!lock && lock.error().kind() == ErrorKind::not_found) return true;
  if (!lock && lock.error().kind() == ErrorKind::timed_out) return false;
  if (!lock) return std::unexpected(std::move(lock).error());
  // Again under the lock: another command may have started it, or told its end, meanwhile.
  TRY_ASSIGN(state, container.state());
  TRY_ASSIGN(is_over, is_over_unseen(state));
  if (!is_over) return false;
  if (is_auto_removed) {
    TRY(discard(context, container, *std::move(lock)));
    return true;
  }
  if (!state.exit) {
    if (const auto tidied = discard_cgroup_of(*state.run); !tidied) context.warn(tidied.error().text());
    state.exit = state::unseen_exit(*state.run);
    auto written = container.write_state(state, sys::Sync::no);
    // On a full disk it has ended all the same, and can be removed.
    if (!written && written.error().kind() != ErrorKind::no_space) return std::unexpected(std::move(written).error());
    if (!written) context.warn(written.error().text());
  }
  return false;
}

}  // namespace skiff::engine
