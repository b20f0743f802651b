#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/sys/aside.hpp>
#include <skiff/sys/fd.hpp>
#include <skiff/sys/process.hpp>

/// Work on files of subordinate ids: a fork that joins the user namespace U, does one task and reports.
namespace skiff::storage {

struct WorkerOptions {
  /// U, which the worker joins; null or closed: none is needed (root of the host).
  const sys::Fd* user_namespace = nullptr;
  /// Descriptors that the task uses; all others are closed in the worker.
  std::vector<int> keep;
  /// Bytes of memory (RLIMIT_DATA) that it may use beyond those of its parent.
  std::size_t memory = std::size_t{48} << 20;
  /// Becomes its root directory after the other steps (needs `keep` for nothing); null or closed: none.
  const sys::Fd* root = nullptr;
};

/// A task under way in a worker process. Destroying it kills the process.
/// Runs in: the task in the worker (no descriptor but those kept, no_new_privs, a mount namespace of its own), all else in
/// the caller. The task must not use a lock, a thread or a library that was not loaded before.
class Worker {
 public:
  using Task = std::move_only_function<Result<std::string>()>;
  static Result<Worker> start(const WorkerOptions& options, Task task);
  /// Waits and gives what the task returned (at most 1 MiB). A worker that died is an error of kind io, or no_space when
  /// it ran out of memory.
  Result<std::string> finish();
  /// The same if it has ended; nothing if not.
  Result<std::optional<std::string>> try_finish();
  /// Readable when the task has ended.
  const sys::Fd& report() const { return report_; }

 private:
  Worker(sys::Process process, sys::Fd report) : process_(std::move(process)), report_(std::move(report)) {}
  sys::Process process_;
  sys::Fd report_;
};

/// start() and finish().
Result<std::string> run_worker(const WorkerOptions& options, Worker::Task task);

/// sys::remove_tree as the caller; where that is denied, by a worker inside U.
Result<void> remove_as_owner(const sys::Fd& parent, const std::string& name, const sys::Fd& user_namespace);

/// The same for all trash on which no other process works. What cannot be deleted now is left for the next time. `tell` is
/// called before, if there is any: it may take a while.
Result<void> sweep_as_owner(const sys::Aside& aside, const sys::Fd& user_namespace, const std::function<void()>& tell = {});

}  // namespace skiff::storage
