#include <skiff/storage/worker.hpp>

#include <cerrno>
#include <csignal>
#include <new>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skiff/base/packed_error.hpp>
#include <skiff/sys/memory_limit.hpp>
#include <skiff/sys/rooted.hpp>

namespace skiff::storage {

namespace {

constexpr std::size_t max_report = std::size_t{1} << 20;
constexpr int out_of_memory_code = 112;

/// What crosses the pipe: "+" and the text, or "-" and an error. The worker has parsed hostile bytes: its word is taken
/// only as far as it makes sense, which unpack_error() sees to.
std::string pack(const Result<std::string>& result) {
  return result ? "+" + *result : "-" + base::pack_error(result.error());
}

Result<std::string> unpack(std::string_view report) {
  if (report.starts_with('+')) return std::string(report.substr(1));
  if (!report.starts_with('-')) return fail(ErrorKind::io, "the storage worker's report is cut off");
  return std::unexpected(base::unpack_error(report.substr(1)));
}

Result<void> enter(const WorkerOptions& options, pid_t parent) {
  if (options.user_namespace != nullptr && options.user_namespace->is_open()) {
    if (setns(options.user_namespace->get(), CLONE_NEWUSER) != 0)
      return fail_errno(errno, "cannot join the user namespace");
    if (setresgid(0, 0, 0) != 0 || setresuid(0, 0, 0) != 0) return fail_errno(errno, "cannot become root of the user namespace");
  }
  // Set after the change of credentials, which clears it (prctl(2)); the parent may have ended before.
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return fail_errno(errno, "cannot tie the worker to its parent");
  if (getppid() != parent) _exit(1);
  TRY_ASSIGN(sys::MemoryLimit limit, sys::MemoryLimit::set(options.memory));
  limit.keep();
  const rlimit no_core{0, 0};
  (void)setrlimit(RLIMIT_CORE, &no_core);
  if (options.root != nullptr && options.root->is_open()) {
    if (unshare(CLONE_NEWNS) != 0) return fail_errno(errno, "cannot make a mount namespace");
    if (fchdir(options.root->get()) != 0 || chroot(".") != 0) return fail_errno(errno, "cannot enter the layer's directory");
  }
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return fail_errno(errno, "cannot set no_new_privs");
  umask(0);
  return {};
}

[[noreturn]] void run_task(const WorkerOptions& options, Worker::Task& task, const sys::Fd& report, pid_t parent) {
  std::set_new_handler([] { _exit(out_of_memory_code); });
  signal(SIGPIPE, SIG_IGN);
  std::vector<int> keep = options.keep;
  keep.push_back(report.get());
  // At once: a lock of its parent would outlive the parent with this process.
  std::vector<int> needed_to_enter = keep;
  for (const sys::Fd* fd : {options.user_namespace, options.root})
    if (fd != nullptr) needed_to_enter.push_back(fd->get());
  sys::close_all_except(needed_to_enter);
  auto entered = enter(options, parent);
  sys::close_all_except(keep);
  auto result = entered ? task() : Result<std::string>(std::unexpected(std::move(entered).error()));
  (void)sys::write_all(report, pack(result));
  _exit(0);
}

}  // namespace

Result<Worker> Worker::start(const WorkerOptions& options, Task task) {
  TRY_ASSIGN(sys::FdPair pipe, sys::make_pipe());
  const pid_t parent = getpid();
  TRY_ASSIGN(sys::Process process, sys::fork_process());
  if (!process.is_valid()) run_task(options, task, pipe.second, parent);
  return Worker(std::move(process), std::move(pipe.first));
}

Result<std::string> Worker::finish() {
  auto report = sys::read_all(report_, max_report);
  TRY_ASSIGN(const sys::ExitStatus status, process_.wait());
  TRY(report);
  if (!status.is_signalled && status.number == out_of_memory_code)
    return fail(ErrorKind::no_space, "it needs more memory than a storage worker may use");
  if (status.is_signalled) return fail(ErrorKind::io, "the storage worker was ended by {}", sys::signal_name(status.number));
  return unpack(*report);
}

Result<std::optional<std::string>> Worker::try_finish() {
  pollfd ready{report_.get(), POLLIN, 0};
  if (poll(&ready, 1, 0) != 1) return std::optional<std::string>();
  TRY_ASSIGN(std::string text, finish());
  return std::optional<std::string>(std::move(text));
}

Result<std::string> run_worker(const WorkerOptions& options, Worker::Task task) {
  TRY_ASSIGN(Worker worker, Worker::start(options, std::move(task)));
  return worker.finish();
}

Result<void> remove_as_owner(const sys::Fd& parent, const std::string& name, const sys::Fd& user_namespace) {
  auto removed = sys::remove_tree(parent, name);
  if (removed || removed.error().kind() != ErrorKind::denied || !user_namespace.is_open()) return removed;
  WorkerOptions options;
  options.user_namespace = &user_namespace;
  options.keep = {parent.get()};
  auto done = run_worker(options, [&]() -> Result<std::string> {
    TRY(sys::remove_tree(parent, name));
    return std::string();
  });
  if (!done) return std::unexpected(std::move(done).error());
  return {};
}

Result<void> sweep_as_owner(const sys::Aside& aside, const sys::Fd& user_namespace, const std::function<void()>& tell) {
  TRY_ASSIGN(const auto keys, aside.list_trash());
  bool is_told = !tell;
  for (const std::string& key : keys) {
    const auto claim = aside.claim_trash(key);
    if (!claim || !*claim) continue;
    if (!std::exchange(is_told, true)) tell();
    (void)remove_as_owner(aside.parent(), aside.trash_path(key), user_namespace);
  }
  return {};
}

}  // namespace skiff::storage
