#include <skiff/sys/process.hpp>

#include <array>
#include <cassert>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/common_interface_defs.h>
#endif

#include <skiff/base/text.hpp>
#include <skiff/sys/file.hpp>
#include <skiff/sys/mount.hpp>
#include <skiff/sys/rooted.hpp>

#ifndef P_PIDFD
#define P_PIDFD 3
#endif

namespace skiff::sys {

Process& Process::operator=(Process&& other) noexcept {
  if (this != &other) {
    Process ended(std::move(*this));
    pid_ = std::exchange(other.pid_, -1);
    pidfd_ = std::move(other.pidfd_);
  }
  return *this;
}

Process::~Process() {
  if (pid_ <= 0) return;
  (void)signal(SIGKILL);
  (void)wait();
}

namespace {

ExitStatus status_of(const siginfo_t& info) { return ExitStatus{info.si_code != CLD_EXITED, info.si_status}; }

Result<siginfo_t> wait_pidfd(const Fd& pidfd, int flags) {
  while (true) {
    siginfo_t info{};
    if (waitid(static_cast<idtype_t>(P_PIDFD), static_cast<id_t>(pidfd.get()), &info, WEXITED | __WALL | flags) == 0)
      return info;
    if (errno != EINTR) return fail_errno(errno, "cannot wait for a process");
  }
}

}  // namespace

Result<ExitStatus> Process::wait() {
  TRY_ASSIGN(const siginfo_t info, wait_pidfd(pidfd_, 0));
  pid_ = -1;
  return status_of(info);
}

Result<std::optional<ExitStatus>> Process::try_wait() {
  TRY_ASSIGN(const siginfo_t info, wait_pidfd(pidfd_, WNOHANG));
  if (info.si_pid == 0) return std::optional<ExitStatus>();
  pid_ = -1;
  return std::optional<ExitStatus>(status_of(info));
}

Result<void> Process::signal(int number) const { return signal_process(pidfd_, number); }

Result<Process> fork_process() {
  // Not clone3(2), which would give the pidfd at once: a library may have a thread (libcurl looks names up in one), and only
  // fork() leaves malloc's locks usable in the child. The pid stays this child's until it is reaped here.
  const pid_t pid = fork();
  if (pid < 0) return fail_errno(errno, "cannot fork");
  if (pid == 0) return Process();
  Fd pidfd(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  if (!pidfd.is_open()) {
    const int number = errno;
    (void)kill(pid, SIGKILL);
    (void)waitpid(pid, nullptr, 0);
    return fail_errno(number, "cannot fork");
  }
  return Process(pid, std::move(pidfd));
}

namespace {

/// Only looked at where speed does not matter.
bool has_one_thread() {
#ifdef __OPTIMIZE__
  return true;
#else
  const Fd tasks(open("/proc/self/task", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!tasks.is_open()) return true;
  const auto names = list_directory(tasks);
  return !names || names->size() == 1;
#endif
}

struct SharedWork {
  const std::function<void()>& work;
  bool is_done = false;
};

/// While it lives the address sanitizer takes `stack` for this thread's: with the memory a child shares its tables too.
class OtherStack {
 public:
#ifdef __SANITIZE_ADDRESS__
  OtherStack(const void* stack, std::size_t size) {
    __sanitizer_start_switch_fiber(&fake_stack_, stack, size);
    __sanitizer_finish_switch_fiber(nullptr, &own_stack_, &own_size_);
  }
  ~OtherStack() {
    __sanitizer_start_switch_fiber(nullptr, own_stack_, own_size_);
    __sanitizer_finish_switch_fiber(fake_stack_, nullptr, nullptr);
  }
  OtherStack(const OtherStack&) = delete;
  OtherStack& operator=(const OtherStack&) = delete;

 private:
  void* fake_stack_ = nullptr;
  const void* own_stack_ = nullptr;
  std::size_t own_size_ = 0;
#else
  OtherStack(const void*, std::size_t) {}
#endif
};

int do_shared_work(void* argument) {
  auto& shared = *static_cast<SharedWork*>(argument);
  shared.work();
  shared.is_done = true;
  return 0;
}

}  // namespace

Result<SharedPid> SharedPid::make() {
  void* memory = mmap(nullptr, sizeof(pid_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return fail_errno(errno, "cannot make shared memory");
  return SharedPid(static_cast<pid_t*>(memory));
}

SharedPid::~SharedPid() {
  if (place_ != nullptr) munmap(place_, sizeof(pid_t));
}

Result<Process> run_sharing_memory(const std::function<void()>& work) {
  assert(has_one_thread());
  constexpr std::size_t stack_size = 1 << 20;  // pages that are not touched cost nothing
  constexpr std::size_t guard_size = 64 << 10;
  void* memory = mmap(nullptr, stack_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return fail_errno(errno, "cannot make a stack");
  mprotect(memory, guard_size, PROT_NONE);
  SharedWork shared{work};
  int pidfd = -1;
  const auto clone_child = [&] {
    const OtherStack other(memory, stack_size);
    return clone(do_shared_work, static_cast<char*>(memory) + stack_size,
                 CLONE_VM | CLONE_FILES | CLONE_VFORK | CLONE_PIDFD | SIGCHLD, &shared, &pidfd);
  };
  const pid_t pid = clone_child();
  const int number = errno;
  if (pid > 0 && !shared.is_done) _exit(125);
  munmap(memory, stack_size);
  if (pid < 0) return fail_errno(number, "cannot make a process");
  return Process(pid, Fd(pidfd));
}

namespace {

Result<ProcessFacts> parse_stat(pid_t pid, std::string_view text) {
  // "pid (comm) state ppid …": comm may hold anything, so fields are counted from the last ')'.
  const std::size_t end = text.rfind(')');
  if (end == std::string_view::npos || end + 2 > text.size()) return fail(ErrorKind::io, "cannot read /proc/{}/stat", pid);
  const auto fields = base::split(text.substr(end + 2), ' ');
  const auto start = fields.size() > 19 ? base::parse_unsigned(fields[19]) : std::nullopt;
  if (!start) return fail(ErrorKind::io, "cannot read /proc/{}/stat", pid);
  return ProcessFacts{pid, *start};
}

}  // namespace

std::optional<pid_t> parent_of(pid_t pid) {
  const auto text = read_kernel_file(fmt::format("/proc/{}/stat", pid));
  if (!text) return std::nullopt;
  // "pid (comm) state ppid": comm may hold anything, but its end is the last ')'.
  const std::size_t end = text->rfind(')');
  if (end == std::string::npos || end + 4 >= text->size()) return std::nullopt;
  const auto parent = base::parse_unsigned(base::split(std::string_view(*text).substr(end + 4), ' ')[0]);
  if (!parent) return std::nullopt;
  return static_cast<pid_t>(*parent);
}

Result<std::vector<pid_t>> all_processes() {
  const Fd proc(open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!proc.is_open()) return fail_errno(errno, "cannot open /proc");
  TRY_ASSIGN(const auto names, list_directory(proc));
  std::vector<pid_t> pids;
  for (const std::string& name : names)
    if (const auto pid = base::parse_unsigned(name)) pids.push_back(static_cast<pid_t>(*pid));
  return pids;
}

Result<std::vector<pid_t>> children_of(pid_t parent) {
  std::vector<pid_t> children;
  // A process's own are listed by the kernel (CONFIG_PROC_CHILDREN), where it has one thread.
  if (parent == getpid()) {
    if (const auto own = read_kernel_file("/proc/thread-self/children")) {
      for (const std::string_view word : base::split(*own, ' '))
        if (const auto pid = base::parse_unsigned(word)) children.push_back(static_cast<pid_t>(*pid));
      return children;
    }
  }
  TRY_ASSIGN(const auto pids, all_processes());
  for (const pid_t pid : pids)
    if (parent_of(pid) == parent) children.push_back(pid);
  return children;
}

Result<ProcessFacts> facts_of(pid_t pid) {
  TRY_ASSIGN(const std::string text, read_kernel_file(fmt::format("/proc/{}/stat", pid)));
  return parse_stat(pid, text);
}

Result<std::optional<Fd>> open_process(const ProcessFacts& facts) {
  if (facts.pid <= 0) return std::optional<Fd>();
  Fd pidfd(static_cast<int>(syscall(SYS_pidfd_open, facts.pid, 0)));
  if (!pidfd.is_open()) {
    if (errno == ESRCH || errno == EINVAL) return std::optional<Fd>();
    return fail_errno(errno, "cannot open process {}", facts.pid);
  }
  // The start time is read after the pidfd was opened: if it is right, the pidfd is of that process.
  const auto current = facts_of(facts.pid);
  if (!current || *current != facts) return std::optional<Fd>();
  pollfd ended{pidfd.get(), POLLIN, 0};
  if (poll(&ended, 1, 0) == 1) return std::optional<Fd>();
  return std::optional<Fd>(std::move(pidfd));
}

Result<void> signal_process(const Fd& pidfd, int number) {
  if (syscall(SYS_pidfd_send_signal, pidfd.get(), number, nullptr, 0) != 0 && errno != ESRCH)
    return fail_errno(errno, "cannot send {}", signal_name(number));
  return {};
}

Result<bool> wait_for_end(const Fd& pidfd, std::optional<std::chrono::milliseconds> patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience.value_or(std::chrono::milliseconds(0));
  while (true) {
    int wait = -1;
    if (patience) {
      const auto left =
          std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
      wait = left <= 0 ? 0 : static_cast<int>(std::min<long long>(left, 1 << 30));
    }
    pollfd ended{pidfd.get(), POLLIN, 0};
    const int count = poll(&ended, 1, wait);
    if (count == 1) return true;
    if (count == 0 && wait == 0) return false;
    if (count < 0 && errno != EINTR) return fail_errno(errno, "cannot wait for a process");
  }
}

namespace {

/// Where /proc shows processes alone (subset=pid), root mounts one of its own, attached nowhere.
Result<std::string> read_boot_id() {
  auto text = read_kernel_file("/proc/sys/kernel/random/boot_id");
  if (text || text.error().errno_value() != ENOENT) return text;
  const auto own = make_mount("proc", {}, 0);
  if (own) return read_file(*own, "sys/kernel/random/boot_id", 64);
  text.error().with_hint("/proc is mounted without its other files here (subset=pid): only root can start containers then");
  return text;
}

}  // namespace

Result<BootIdentity> boot_identity() {
  TRY_ASSIGN(const std::string boot, read_boot_id());
  const auto machine = read_kernel_file("/etc/machine-id");
  return BootIdentity{std::string(base::trim(boot)), machine ? std::string(base::trim(*machine)) : std::string()};
}

std::string random_id() {
  std::array<unsigned char, 32> bytes{};
  std::size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t count = getrandom(bytes.data() + have, bytes.size() - have, 0);
    if (count > 0) have += static_cast<std::size_t>(count);
  }
  return base::hex(bytes);
}

std::string signal_name(int number) {
  const char* known = sigabbrev_np(number);
  if (known != nullptr) return fmt::format("SIG{}", known);
  if (number >= 34 && number <= 64) return number == 34 ? "SIGRTMIN" : fmt::format("SIGRTMIN+{}", number - 34);
  return fmt::format("signal {}", number);
}

}  // namespace skiff::sys
