/// Kills one process of a command at the entry of its Nth system call, or counts the calls of each of its processes.
///
///   kill_at --list [--attach PID] REPORT COMMAND…          one line for each process: path, calls
///   kill_at --kill PATH N [--attach PID] REPORT COMMAND…   "killed PATH N NUMBER-OF-THE-CALL" or "missed PATH CALLS"
///   both: [--user UID GID] runs the command as that user; the tracer stays root, so that newuidmap keeps its setuid bit
///
/// A path names a process by its line of birth: 1 is the command, 1.2 the second process that it made, 1.2.1 the first of
/// that one (whoever its parent is: CLONE_PARENT). 0 is the process of --attach. Threads count for their process. A process
/// is followed until it ends or, but for the command itself, until it executes anything but newuidmap and newgidmap. Exits
/// with the command's code (128 + signal), 3 if the processes came to no end within a minute.
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
#include <string>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {

constexpr long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC;
/// After the command's end, how long a process that waits (a supervisor for its container) is waited for.
constexpr double quiet_seconds = 0.3;
constexpr double deadline_seconds = 60;

struct Order {
  bool is_list = false;
  std::string target;
  long number = 0;
  pid_t attached = 0;
  uid_t uid = 0;
  gid_t gid = 0;
  const char* report = nullptr;
  char** command = nullptr;
};

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

class Tracer {
 public:
  explicit Tracer(const Order& order) : order_(order) {}

  int run() {
    sigset_t child_signals;
    sigemptyset(&child_signals);
    sigaddset(&child_signals, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child_signals, &before_);
    if (order_.attached > 0) attach();
    start_command();
    const double begin = now();
    double last_event = begin;
    while (!is_over(now() - last_event)) {
      int status = 0;
      const pid_t thread = waitpid(-1, &status, WNOHANG | __WALL);
      if (thread > 0) {
        handle(thread, status);
        last_event = now();
        continue;
      }
      if (thread < 0 && errno == ECHILD) break;
      if (now() - begin > deadline_seconds) return finish(3);
      const timespec pause{0, 20'000'000};
      sigtimedwait(&child_signals, nullptr, &pause);
    }
    return finish(exit_code_);
  }

 private:
  /// Until the killed one is dead it still holds its locks.
  bool is_over(double quiet) const {
    if (exit_code_ < 0) return false;
    if (is_killed_) return !has_threads(order_.target);
    return threads_.empty() || quiet > quiet_seconds;
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
      sigprocmask(SIG_SETMASK, &before_, nullptr);
      if (order_.uid != 0 && (setgroups(1, &order_.gid) != 0 || setresgid(order_.gid, order_.gid, order_.gid) != 0 ||
                              setresuid(order_.uid, order_.uid, order_.uid) != 0))
        die("cannot become the user");
      execvp(order_.command[0], order_.command);
      die(order_.command[0]);
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
      if (!is_begin && !is_map_helper(thread)) {
        threads_.erase(thread);
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
    std::FILE* file = std::fopen(order_.report, "we");
    if (file == nullptr) die(order_.report);
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
  sigset_t before_{};
  pid_t command_ = 0;
  int exit_code_ = -1;
  bool is_killed_ = false;
  long call_ = -1;
  std::vector<std::shared_ptr<Process>> processes_;
  std::map<pid_t, std::shared_ptr<Process>> threads_;
  std::set<pid_t> early_;
};

Order parse(char** words) {
  Order order;
  const auto next = [&]() -> char* {
    if (*++words == nullptr) {
      std::fprintf(stderr, "usage: kill_at (--list | --kill PATH N) [--attach PID] [--user UID GID] REPORT COMMAND...\n");
      std::exit(2);
    }
    return *words;
  };
  for (char* word = next(); order.report == nullptr;) {
    if (std::strcmp(word, "--list") == 0) {
      order.is_list = true;
    } else if (std::strcmp(word, "--kill") == 0) {
      order.target = next();
      order.number = std::atol(next());
    } else if (std::strcmp(word, "--attach") == 0) {
      order.attached = std::atoi(next());
    } else if (std::strcmp(word, "--user") == 0) {
      order.uid = static_cast<uid_t>(std::atol(next()));
      order.gid = static_cast<gid_t>(std::atol(next()));
    } else {
      order.report = word;
    }
    word = next();
  }
  order.command = words;
  return order;
}

}  // namespace

int main(int, char** words) {
  const Order order = parse(words);
  return Tracer(order).run();
}
