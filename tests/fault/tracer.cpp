#include "tracer.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <grp.h>
#include <map>
#include <memory>
#include <set>
#include <string_view>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {

constexpr long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC;
constexpr double deadline_seconds = 60;
/// Between two looks whether all that is left only waits.
constexpr timeval look_again{0, 10'000};

struct Process {
  std::string path;
  pid_t pid = 0;
  int children = 0;
  long calls = 0;
  bool is_command = false;
  bool has_started = false;
};

[[noreturn]] void die(const char* what) {
  std::fprintf(stderr, "kill_at: %s: %s\n", what, std::strerror(errno));
  std::exit(2);
}

double now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

/// The process that a thread belongs to.
pid_t process_of(pid_t thread) {
  const std::string path = "/proc/" + std::to_string(thread) + "/status";
  std::FILE* file = std::fopen(path.c_str(), "re");
  if (file == nullptr) return thread;
  char line[256];
  int process = thread;
  while (std::fgets(line, sizeof line, file) != nullptr && std::sscanf(line, "Tgid: %d", &process) != 1) {}
  std::fclose(file);
  return process;
}

/// The helpers that are a part of the command, not a program of its container.
bool is_map_helper(pid_t pid) {
  std::FILE* file = std::fopen(("/proc/" + std::to_string(pid) + "/comm").c_str(), "re");
  if (file == nullptr) return false;
  char name[32] = {};
  const bool is_read = std::fscanf(file, "%31s", name) == 1;
  std::fclose(file);
  return is_read && (std::strcmp(name, "newuidmap") == 0 || std::strcmp(name, "newgidmap") == 0);
}

/// Whether a process executes a program that lies in memory alone: the inner form of skiff.
bool is_from_memory(pid_t pid) {
  char target[64] = {};
  const ssize_t length = readlink(("/proc/" + std::to_string(pid) + "/exe").c_str(), target, sizeof target - 1);
  return length > 0 && std::string_view(target).starts_with("/memfd:skiff");
}

bool is_program(pid_t pid, const char* program) {
  struct stat executed {};
  struct stat wanted {};
  return stat(("/proc/" + std::to_string(pid) + "/exe").c_str(), &executed) == 0 && stat(program, &wanted) == 0 &&
         executed.st_dev == wanted.st_dev && executed.st_ino == wanted.st_ino;
}

/// What a thread is doing, as far as it says whether more of it is to come.
enum class Doing { running, waiting_for_events, sleeping, gone };

Doing doing(pid_t thread) {
  std::FILE* file = std::fopen(("/proc/" + std::to_string(thread) + "/syscall").c_str(), "re");
  if (file == nullptr) return Doing::gone;
  long call = -1;
  unsigned long fourth = 0;
  const bool is_blocked = std::fscanf(file, "%ld %*x %*x %*x %lx", &call, &fourth) == 2;  // else "running"
  std::fclose(file);
  if (!is_blocked) return Doing::running;
  const bool is_endless = static_cast<int>(fourth) == -1;  // else a timer is set
  bool is_wait = call == SYS_epoll_pwait;
#ifdef SYS_epoll_wait  // newer architectures lack it
  is_wait = is_wait || call == SYS_epoll_wait;
#endif
  if (is_wait && is_endless) return Doing::waiting_for_events;
  return call == SYS_rt_sigtimedwait || call == SYS_nanosleep || call == SYS_clock_nanosleep ? Doing::sleeping : Doing::running;
}

class Tracer {
 public:
  Tracer(const Order& order, int report) : order_(order), report_(report) {}

  int run() {
    if (order_.attached > 0) attach();
    start_command();
    start_clock();
    const double begin = now();
    while (!is_over()) {
      int status = 0;
      const pid_t thread = waitpid(-1, &status, __WALL);
      if (thread > 0) {
        handle(thread, status);
      } else if (errno != EINTR) {
        break;
      } else if (now() - begin > deadline_seconds) {
        return finish(3);
      } else if (exit_code_ >= 0 && !is_killed_) {
        is_idle_ = do_all_wait();
      }
    }
    return finish(exit_code_);
  }

 private:
  /// Waiting ends now and then, to look at the time.
  static void start_clock() {
    struct sigaction action{};
    action.sa_handler = [](int) {};
    sigaction(SIGALRM, &action, nullptr);
    const itimerval interval{look_again, look_again};
    setitimer(ITIMER_REAL, &interval, nullptr);
  }

  /// Until the killed one is dead it still holds its locks.
  bool is_over() const {
    if (exit_code_ < 0) return false;
    if (is_killed_) return !has_threads(order_.target);
    return threads_.empty() || is_idle_;
  }

  /// After the command's end: supervisors wait for their containers, and these sleep. Whoever is about to run is not waiting.
  bool do_all_wait() const {
    for (const auto& [thread, process] : threads_) {
      if (doing(thread) != Doing::waiting_for_events) return false;
    }
    for (const pid_t workload : workloads_) {
      if (const Doing now = doing(workload); now != Doing::sleeping && now != Doing::gone) return false;
    }
    return true;
  }

  bool has_threads(const std::string& path) const {
    for (const auto& [thread, process] : threads_) {
      if (process->path == path) return true;
    }
    return false;
  }

  void attach() {
    if (ptrace(PTRACE_SEIZE, order_.attached, nullptr, options) != 0) die("cannot attach");
    auto process = std::make_shared<Process>(Process{.path = "0", .pid = order_.attached});
    processes_.push_back(process);
    threads_[order_.attached] = process;
    ptrace(PTRACE_INTERRUPT, order_.attached, nullptr, nullptr);
  }

  void start_command() {
    int gate[2];
    if (pipe(gate) != 0) die("pipe");
    command_ = fork();
    if (command_ < 0) die("fork");
    if (command_ == 0) {
      char byte = 0;
      close(gate[1]);
      if (read(gate[0], &byte, 1) != 1) _exit(2);
      close(gate[0]);
      execute(order_);
    }
    close(gate[0]);
    if (ptrace(PTRACE_SEIZE, command_, nullptr, options) != 0) die("cannot trace the command");
    auto process = std::make_shared<Process>(Process{.path = "1", .pid = command_, .is_command = true});
    processes_.push_back(process);
    threads_[command_] = process;
    if (write(gate[1], "g", 1) != 1) die("write");
    close(gate[1]);
  }

  void handle(pid_t thread, int status) {
    if (!WIFSTOPPED(status)) {
      threads_.erase(thread);
      if (thread == command_) exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      return;
    }
    const auto found = threads_.find(thread);
    if (found == threads_.end()) {
      early_.insert(thread);  // its maker's event comes after
      return;
    }
    const std::shared_ptr<Process> process = found->second;
    const int signal = WSTOPSIG(status);
    const int event = status >> 16;
    if (event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_VFORK || event == PTRACE_EVENT_CLONE) {
      born(thread, *process);
    } else if (event == PTRACE_EVENT_EXEC) {
      const bool is_begin = process->is_command && !process->has_started;
      is_inner_ = is_inner_ || (process->is_command && !is_begin && is_from_memory(thread));
      const bool is_own = is_from_memory(thread) || (is_inner_ && is_program(thread, order_.command[0]));
      if (!is_begin && !is_own && !is_map_helper(thread)) {
        threads_.erase(thread);
        workloads_.push_back(thread);
        ptrace(PTRACE_DETACH, thread, nullptr, nullptr);
        return;
      }
      if (is_begin) process->calls = 0;
      process->has_started = true;
    } else if (event == 0 && signal == (SIGTRAP | 0x80)) {
      enter_call(thread, *process);
      return;
    } else if (event == 0) {
      resume(thread, *process, signal);
      return;
    }
    resume(thread, *process, 0);
  }

  void born(pid_t maker, Process& from) {
    unsigned long message = 0;
    ptrace(PTRACE_GETEVENTMSG, maker, nullptr, &message);
    const auto thread = static_cast<pid_t>(message);
    const pid_t pid = process_of(thread);
    std::shared_ptr<Process> process;
    for (const auto& known : processes_) {
      if (known->pid == pid && pid != thread) process = known;
    }
    if (!process) {
      process = std::make_shared<Process>(Process{.path = from.path + "." + std::to_string(++from.children), .pid = thread});
      processes_.push_back(process);
    }
    threads_[thread] = process;
    if (early_.erase(thread) != 0) resume(thread, *process, 0);
  }

  void enter_call(pid_t thread, Process& process) {
    __ptrace_syscall_info info{};
    ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof info, &info);
    // The exit of the command's own exec comes with the first count at 0; what precedes it is this program's.
    const bool is_counted = info.op == PTRACE_SYSCALL_INFO_ENTRY && (!process.is_command || process.has_started);
    if (is_counted && ++process.calls == order_.number && process.path == order_.target) {
      call_ = static_cast<long>(info.entry.nr);
      is_killed_ = true;
      kill(process.pid, SIGKILL);
      return;
    }
    resume(thread, process, 0);
  }

  void resume(pid_t thread, const Process& process, int signal) {
    const bool is_counted = !is_killed_ && (order_.is_list || process.path == order_.target);
    ptrace(is_counted ? PTRACE_SYSCALL : PTRACE_CONT, thread, nullptr, signal);
  }

  int finish(int code) const {
    std::FILE* file = fdopen(report_, "w");
    if (file == nullptr) die("report");
    long calls = 0;
    for (const auto& process : processes_) {
      if (order_.is_list) std::fprintf(file, "%s %ld\n", process->path.c_str(), process->calls);
      if (process->path == order_.target) calls = process->calls;
    }
    if (!order_.is_list && is_killed_) std::fprintf(file, "killed %s %ld %ld\n", order_.target.c_str(), order_.number, call_);
    if (!order_.is_list && !is_killed_) std::fprintf(file, "missed %s %ld\n", order_.target.c_str(), calls);
    std::fclose(file);
    return code;  // whoever is still traced runs on
  }

  const Order& order_;
  int report_;
  pid_t command_ = 0;
  int exit_code_ = -1;
  bool is_killed_ = false;
  bool is_idle_ = false;
  bool is_inner_ = false;  // the command has become its inner form, which executes its supervisors
  long call_ = -1;
  std::vector<std::shared_ptr<Process>> processes_;
  std::map<pid_t, std::shared_ptr<Process>> threads_;
  std::set<pid_t> early_;
  std::vector<pid_t> workloads_;  // let go when they executed the container's program
};

}  // namespace

void execute(const Order& order) {
  if (order.uid != 0 && (setgroups(1, &order.gid) != 0 || setresgid(order.gid, order.gid, order.gid) != 0 ||
                         setresuid(order.uid, order.uid, order.uid) != 0))
    die("cannot become the user");
  execvp(order.command[0], order.command);
  die(order.command[0]);
}

int trace(const Order& order, int report) { return Tracer(order, report).run(); }
