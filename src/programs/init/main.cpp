#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

#include "bare/kernel.hpp"

// The first process of a container that was started with --init: it starts the program, hands it every signal, reaps
// whatever becomes its child, and ends as the program ended.
//
// Usage: init PROGRAM ARGV0 ARGUMENT...; PROGRAM is a path that the caller has already found. Exit codes: the program's, 128 + the
// signal that ended it, 126 or 127 where it cannot be executed, 125 for an error of this program itself.
//
// The program leads a process group of its own (and has the terminal, where there is one), so that a key like Ctrl-C
// reaches it once: the terminal sends it to the foreground group, in which this process is not.

namespace {

using namespace skiff::bare;

/// What the kernel takes for sigaction(2).
struct KernelAction {
  void (*handler)(int);
  unsigned long flags;
  void (*restorer)();
  unsigned long mask;
};

constexpr unsigned long bit_of(unsigned number) { return 1UL << (number - 1); }
/// Signals that a fault of this process itself would raise: blocking them would make a fault endless.
constexpr unsigned long faults = bit_of(SIGSEGV) | bit_of(SIGBUS) | bit_of(SIGILL) | bit_of(SIGFPE) | bit_of(SIGTRAP) | bit_of(SIGSYS);

unsigned long text_size(const char* text) {
  unsigned long size = 0;
  while (text[size] != '\0') ++size;
  return size;
}

void complain(const char* text) { call(SYS_write, 2, text, text_size(text)); }

/// Runs in: the child, up to its execve.
[[noreturn]] void become_program(char** arguments, char** environment, unsigned long old_mask) {
  call(SYS_setpgid, 0, 0);
  const int group = static_cast<int>(call(SYS_getpid));
  // TTOU is blocked here, so that this works from a background group; it fails where there is no terminal
  call(SYS_ioctl, 0, TIOCSPGRP, &group);
  call(SYS_rt_sigprocmask, SIG_SETMASK, &old_mask, nullptr, sizeof old_mask);
  const long error = call(SYS_execve, arguments[1], arguments + 2, environment);
  complain("init: cannot execute the program\n");
  leave(error == -ENOENT ? 127 : 126);
}

int code_of(int status) {
  const int signal = status & 0x7F;
  return signal == 0 ? (status >> 8) & 0xFF : 128 + signal;
}

/// Reaps all that has ended; true if the program was among them, with its exit code in `code`.
bool is_program_reaped(long child, int& code) {
  bool is_ended = false;
  for (;;) {
    int status = 0;
    const long reaped = call(SYS_wait4, -1, &status, WNOHANG | __WALL, nullptr);
    if (reaped == -EINTR) continue;
    if (reaped <= 0) return is_ended;
    if (reaped == child) {
      code = code_of(status);
      is_ended = true;
    }
  }
}

}  // namespace

int program(int argument_count, char** arguments, char** environment) {
  if (argument_count < 3) {
    complain("usage: init PROGRAM ARGV0 ARGUMENT...\n");
    return 125;
  }
  // ignored by whoever started us, children would vanish without a trace
  const KernelAction default_action{SIG_DFL, 0, nullptr, 0};
  call(SYS_rt_sigaction, SIGCHLD, &default_action, nullptr, sizeof default_action.mask);
  const unsigned long all = ~faults;
  unsigned long old_mask = 0;
  call(SYS_rt_sigprocmask, SIG_BLOCK, &all, &old_mask, sizeof all);
  const long child = fork_process();
  if (child < 0) {
    complain("init: cannot start a child\n");
    return 125;
  }
  if (child == 0) become_program(arguments, environment, old_mask);
  call(SYS_setpgid, child, child);  // whichever of the two is first
  for (;;) {
    const long number = call(SYS_rt_sigtimedwait, &all, nullptr, nullptr, sizeof all);
    int code = 0;
    if (is_program_reaped(child, code)) return code;
    if (number <= 0 || number == SIGCHLD) continue;
    call(SYS_kill, child, number);
  }
}
