#include <csignal>
#include <cstring>
#include <linux/capability.h>
#include <linux/keyctl.h>
#include <linux/magic.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "calls.hpp"
#include "plan.hpp"
#include "steps.hpp"

namespace skiff::runtime::child {

namespace {

[[noreturn]] void report(const Plan& plan, Stage stage, std::uint32_t index, int error) noexcept {
  const Report text{stage, index, error};
  const ssize_t ignored = write(plan.result, &text, sizeof text);
  (void)ignored;
  _exit(125);
}

/// The 22nd field of /proc/PID/stat: the second one, a name, may hold anything, so fields are counted from its end.
const char* find_start_time(const char* text) noexcept {
  const char* at = strrchr(text, ')');
  for (int field = 2; at != nullptr && field < 22; ++field) at = strchr(at + 1, ' ');
  return at == nullptr ? nullptr : at + 1;
}

/// Digits and blanks behind them, in the place that is kept for them.
int write_digits(int file, off_t at, const char* digits, std::size_t width) noexcept {
  char place[PidRecord::start_time_width];
  std::size_t size = 0;
  for (; size < width && digits[size] >= '0' && digits[size] <= '9'; ++size) place[size] = digits[size];
  memset(place + size, ' ', width - size);
  return size > 0 && pwrite(file, place, width, at) == static_cast<ssize_t>(width) ? 0 : -1;
}

/// Before all else: whatever is killed from now on, this process can be found. The pid last, which makes it a record.
int write_pid_record(const PidRecord& record) noexcept {
  if (record.file < 0) return 0;
  char path[PidRecord::pid_width + sizeof "/stat"] = {};
  char* digit = path + PidRecord::pid_width;
  memcpy(digit, "/stat", sizeof "/stat");
  auto number = static_cast<unsigned>(*record.pid);
  do {
    *--digit = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number != 0);
  const int stat = openat(record.proc, digit, O_RDONLY | O_CLOEXEC);
  if (stat < 0) return -1;
  char text[1024];
  const ssize_t size = read(stat, text, sizeof text - 1);
  close(stat);
  if (size <= 0) return -1;
  text[size] = '\0';
  const char* start_time = find_start_time(text);
  errno = EIO;
  if (start_time == nullptr) return -1;
  if (write_digits(record.file, record.start_time_at, start_time, PidRecord::start_time_width) != 0) return -1;
  return write_digits(record.file, record.pid_at, digit, PidRecord::pid_width);
}

/// The launcher of this process was killed meanwhile: then no supervisor would serve its program.
bool is_alone(int gate) noexcept {
  pollfd caller{gate, POLLIN, 0};
  return poll(&caller, 1, 0) > 0;
}

/// A supervisor has every disposition at its default but these; those that are caught exec resets.
void reset_signals() noexcept {
  struct sigaction standard {};
  standard.sa_handler = SIG_DFL;
  sigaction(SIGPIPE, &standard, nullptr);
  sigaction(SIGXFSZ, &standard, nullptr);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

int send_terminal(int socket, int master) noexcept {
  char byte = 't';
  iovec part{&byte, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = control;
  header.msg_controllen = sizeof control;
  cmsghdr* rights = CMSG_FIRSTHDR(&header);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(rights), &master, sizeof(int));
  return sendmsg(socket, &header, MSG_NOSIGNAL) == 1 ? 0 : -1;
}

/// The multiplexer of this container's own devpts: kept from the mount, or (exec) found in the joined root without links.
int open_multiplexer(const Places& places) noexcept {
  constexpr int flags = O_RDWR | O_NOCTTY | O_CLOEXEC;
  if (places.slots[slot_pts] >= 0) return openat(places.slots[slot_pts], "ptmx", flags);
  const int master =
      open_below(places.slots[slot_root], "dev/pts/ptmx", flags, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
  struct statfs status {};
  if (master >= 0 && (fstatfs(master, &status) != 0 || status.f_type != DEVPTS_SUPER_MAGIC)) {
    errno = ENODEV;
    return -1;
  }
  return master;
}

/// /dev/console of a container with a terminal is that terminal.
int bind_console(const Places& places, int master) noexcept {
  if (places.slots[slot_dev] < 0) return 0;
  unsigned number = 0;
  if (ioctl(master, TIOCGPTN, &number) != 0) return -1;
  char name[12];
  char* digit = name + sizeof name;
  *--digit = '\0';
  do {
    *--digit = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number != 0);
  const int mount = copy_mount(places.slots[slot_pts], digit, 0);
  const int file = openat(places.slots[slot_dev], "console", O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (mount < 0 || file < 0) return -1;
  const int result = attach(mount, file);
  close(mount);
  close(file);
  return result;
}

int open_terminal(const Plan& plan, const Places& places) noexcept {
  const int master = open_multiplexer(places);
  if (master < 0) return -1;
  int unlocked = 0;
  if (ioctl(master, TIOCSPTLCK, &unlocked) != 0) return -1;
  const winsize size{plan.process.rows, plan.process.columns, 0, 0};
  if (size.ws_row != 0 && ioctl(master, TIOCSWINSZ, &size) != 0) return -1;
  // TIOCGPTPEER (4.13) opens the other end without any path.
  const int slave = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (slave < 0) return -1;
  if (fchown(slave, plan.process.uid, static_cast<gid_t>(-1)) != 0) return -1;
  if (bind_console(places, master) != 0) return -1;
  if (ioctl(slave, TIOCSCTTY, 0) != 0) return -1;
  if (send_terminal(plan.terminal, master) != 0) return -1;
  for (int number = 0; number < 3; ++number)
    if (dup2(slave, number) < 0) return -1;
  return 0;
}

/// What a program without input reads: the container's own /dev/null, or the end of a pipe where it has none.
int open_no_input(const Places& places) noexcept {
  const int device = open_null_device(places, O_RDONLY);
  if (device >= 0) return fcntl(device, F_SETFL, 0) == 0 ? device : -1;
  int ends[2];
  if (syscall(SYS_pipe2, ends, O_CLOEXEC) != 0) return -1;
  close(ends[1]);
  return ends[0];
}

int set_streams(const Plan& plan, const Places& places) noexcept {
  const int sources[] = {plan.input >= 0 ? plan.input : open_no_input(places), plan.output, plan.error};
  for (int number = 0; number < 3; ++number) {
    // A pipe belongs to the user inside, so that /dev/stdout can be opened by a program that dropped its ids.
    struct stat status {};
    if (fstat(sources[number], &status) == 0 && S_ISFIFO(status.st_mode)) {
      const int ignored = fchown(sources[number], plan.process.uid, plan.process.gid);
      (void)ignored;  // an id outside the map: the pipe stays the caller's
    }
    if (dup2(sources[number], number) < 0) return -1;
  }
  return 0;
}

int set_capability_masks(std::uint64_t effective, std::uint64_t permitted, std::uint64_t inheritable) noexcept {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2]{};
  for (unsigned half = 0; half < 2; ++half) {
    data[half].effective = static_cast<std::uint32_t>(effective >> (32 * half));
    data[half].permitted = static_cast<std::uint32_t>(permitted >> (32 * half));
    data[half].inheritable = static_cast<std::uint32_t>(inheritable >> (32 * half));
  }
  return static_cast<int>(syscall(SYS_capset, &header, data));
}

/// Ids and bounding set. What is needed for the last steps (the filter needs CAP_SYS_ADMIN) stays until the end.
int take_identity(const ProcessPlan& process) noexcept {
  for (int number = 0; number <= process.last_capability; ++number) {
    if ((process.bounding >> number & 1) == 0 && prctl(PR_CAPBSET_DROP, number, 0, 0, 0) != 0 && errno != EINVAL)
      return -1;
  }
  if (!process.is_setgroups_denied && syscall(SYS_setgroups, process.group_count, process.groups) != 0) return -1;
  if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0) return -1;
  if (syscall(SYS_setresgid, process.gid, process.gid, process.gid) != 0) return -1;
  if (syscall(SYS_setresuid, process.uid, process.uid, process.uid) != 0) return -1;
  const std::uint64_t last_steps = process.permitted | 1ULL << CAP_SYS_ADMIN | 1ULL << CAP_SETPCAP;
  return set_capability_masks(last_steps, last_steps, process.inheritable);
}

/// A session keyring is inherited: without one of its own the container reads the caller's keys. A user's keys are counted
/// (200, keyrings(7)): beyond that quota containers share one.
int leave_session_keyring() noexcept {
  if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, nullptr) >= 0 || errno == ENOSYS) return 0;
  if (errno != EDQUOT) return -1;
  return syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, "skiff") >= 0 ? 0 : -1;
}

int install_filter(const ProcessPlan& process) noexcept {
  if (process.has_no_new_privileges && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
  if (process.seccomp == nullptr) return 0;
  return static_cast<int>(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, process.seccomp));
}

int drop_capabilities(const ProcessPlan& process) noexcept {
  if (set_capability_masks(process.effective, process.permitted, process.inheritable) != 0) return -1;
  for (int number = 0; number <= process.last_capability; ++number) {
    if ((process.ambient >> number & 1) != 0 && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, number, 0, 0) != 0)
      return -1;
  }
  return 0;
}

/// Everything but the streams, the gate and the result. Close-on-exec would be too late: the image names the program and
/// the directory, and /proc/self/fd/N/../.. names the host's files as long as N is a directory of the host.
int close_host_descriptors(const Plan& plan) noexcept {
  const bool is_gate_first = plan.gate < plan.result;
  const auto first = static_cast<unsigned>(is_gate_first ? plan.gate : plan.result);
  const auto second = static_cast<unsigned>(is_gate_first ? plan.result : plan.gate);
  if (first > 3 && close_range(3, first - 1, 0) != 0) return -1;
  if (second > first + 1 && close_range(first + 1, second - 1, 0) != 0) return -1;
  return close_range(second + 1, ~0U, 0);
}

/// A working directory outside the root (a leaked descriptor, CVE-2024-21626) shows as "(unreachable)".
int enter_working_directory(const char* path) noexcept {
  char where[4096];
  if (chdir(path) != 0) return -1;
  if (syscall(SYS_getcwd, where, sizeof where) < 0 || where[0] != '/') {
    errno = ENOENT;
    return -1;
  }
  return 0;
}

/// Process 1 of --init executes the program itself: here it is only looked for.
int execute_init(const ProcessPlan& process, const char* program) noexcept {
  struct stat status {};
  if (stat(program, &status) != 0) return -1;
  if (S_ISDIR(status.st_mode)) errno = EACCES;
  if (S_ISDIR(status.st_mode) || faccessat(AT_FDCWD, program, X_OK, AT_EACCESS) != 0) return -1;
  process.init_arguments[1] = program;
  return execve(process.init, const_cast<char* const*>(process.init_arguments),
                const_cast<char* const*>(process.environment));
}

/// Tries the candidates as a shell would search PATH: a file that may not be run is remembered, a missing one is not.
int execute(const ProcessPlan& process) noexcept {
  int remembered = ENOENT;
  for (const char* const* candidate = process.candidates; *candidate != nullptr; ++candidate) {
    if (process.init != nullptr)
      execute_init(process, *candidate);
    else
      execve(*candidate, const_cast<char* const*>(process.arguments), const_cast<char* const*>(process.environment));
    if (errno != ENOENT && errno != ENOTDIR) {
      remembered = errno;
      if (errno != EACCES) break;
    }
  }
  return remembered;
}

[[noreturn]] void run(const Plan& plan) noexcept {
  // From here until exec nothing may look into this process: it holds descriptors of the host.
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  setsid();
  close(plan.gate_writer);
  Places places;
  for (int& slot : places.slots) slot = -1;
  places.given_directory = plan.empty_directory;
  umask(0);
  if (write_pid_record(plan.pid_record) != 0) report(plan, Stage::pid_record, 0, errno);
  for (std::size_t i = 0; i < plan.step_count; ++i)
    if (execute_step(plan.steps[i], places) != 0) report(plan, Stage::step, static_cast<std::uint32_t>(i), errno);
  const ProcessPlan& process = plan.process;
  if (process.has_terminal ? open_terminal(plan, places) != 0 : set_streams(plan, places) != 0)
    report(plan, Stage::terminal, 0, errno);
  for (std::size_t i = 0; i < process.limit_count; ++i)
    if (setrlimit(static_cast<__rlimit_resource_t>(process.limits[i].resource), &process.limits[i].value) != 0)
      report(plan, Stage::limits, static_cast<std::uint32_t>(i), errno);
  reset_signals();
  umask(process.umask);
  if (close_host_descriptors(plan) != 0) report(plan, Stage::descriptors, 0, errno);
  // Before the ids change, as a directory may be open to root alone; where root may not (a network file system) after.
  const bool is_entered = enter_working_directory(process.working_directory) == 0;
  if (is_alone(plan.gate)) report(plan, Stage::gate, 0, ECANCELED);
  if (take_identity(process) != 0) report(plan, Stage::identity, 0, errno);
  if (!is_entered && enter_working_directory(process.working_directory) != 0)
    report(plan, Stage::working_directory, 0, errno);
  if (leave_session_keyring() != 0) report(plan, Stage::keyring, 0, errno);
  close(plan.gate);
  if (install_filter(process) != 0) report(plan, Stage::seccomp, 0, errno);
  if (drop_capabilities(process) != 0) report(plan, Stage::identity, 1, errno);
  const Report started{Stage::started, 0, 0};
  const ssize_t ignored = write(plan.result, &started, sizeof started);
  (void)ignored;
  report(plan, Stage::exec, 0, execute(process));
}

}  // namespace

/// Never inlined, and with the system call as an instruction: this frame, and where it returns to, must stand as they are
/// when the caller wakes, so the child may call but not return in between (vfork(2)).
[[gnu::noinline]] long start(const Plan& plan, clone_args& args) noexcept {
  args.flags |= CLONE_VM | CLONE_VFORK;
  const long pid = clone_here(args);
  if (pid == 0) run(plan);
  return pid;
}

}  // namespace skiff::runtime::child
