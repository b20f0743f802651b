#include "actions.hpp"

#include <cerrno>
#include <csignal>
#include <ctime>
#include <fcntl.h>

namespace skiff::hello {

using bare::call;

namespace {

/// What the kernel takes for sigaction(2), which is not what the C library shows.
struct KernelAction {
  void (*handler)(int);
  unsigned long flags;
  void (*restorer)();
  std::uint64_t mask;
};

constexpr std::uint64_t bit_of(unsigned number) { return std::uint64_t{1} << (number - 1); }

/// One more, in decimal digits.
void count_up(char* digits, int size) {
  for (int i = size - 1; i >= 0; --i) {
    if (++digits[i] <= '9') return;
    digits[i] = '0';
  }
}

}  // namespace

long write_pattern(int descriptor, std::uint64_t count) {
  constexpr std::size_t line_size = 16;
  constexpr std::size_t buffer_size = 65536;
  alignas(16) char buffer[buffer_size];
  alignas(16) char line[line_size + 1] = "000000000000000\n";
  while (count > 0) {
    for (std::size_t at = 0; at < buffer_size; at += line_size) {
      __builtin_memcpy(buffer + at, line, line_size);
      count_up(line, line_size - 1);
    }
    const std::size_t size = count < buffer_size ? static_cast<std::size_t>(count) : buffer_size;
    if (const long error = bare::write_fully(descriptor, buffer, size); error < 0) return error;
    count -= size;
  }
  return 0;
}

long copy_input() {
  char buffer[65536];
  for (;;) {
    const long size = call(SYS_read, 0, buffer, sizeof buffer);
    if (size == -EINTR) continue;
    if (size <= 0) return size;
    if (const long error = bare::write_fully(1, buffer, static_cast<std::size_t>(size)); error < 0) return error;
  }
}

unsigned sleep_for(std::uint64_t nanoseconds) {
  // the first process of a pid namespace has no default action for these: without this it could only be killed
  KernelAction current;
  std::uint64_t set = 0;
  for (const unsigned number : {SIGTERM, SIGINT, SIGHUP, SIGQUIT}) {
    if (call(SYS_rt_sigaction, number, nullptr, &current, sizeof set) == 0 && current.handler != SIG_IGN) set |= bit_of(number);
  }
  call(SYS_rt_sigprocmask, SIG_BLOCK, &set, nullptr, sizeof set);
  timespec end;
  call(SYS_clock_gettime, CLOCK_MONOTONIC, &end);
  const std::uint64_t start = static_cast<std::uint64_t>(end.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(end.tv_nsec);
  for (;;) {
    timespec now;
    call(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
    const std::uint64_t passed = static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(now.tv_nsec) - start;
    if (passed >= nanoseconds) return 0;
    const bool is_endless = nanoseconds == ~std::uint64_t{0};
    const std::uint64_t left = nanoseconds - passed;
    const timespec timeout{static_cast<long>(left / 1'000'000'000), static_cast<long>(left % 1'000'000'000)};
    const long number = call(SYS_rt_sigtimedwait, &set, nullptr, is_endless ? nullptr : &timeout, sizeof set);
    if (number > 0) return static_cast<unsigned>(number);
    if (number == -EAGAIN) return 0;
  }
}

void ignore_signal(unsigned number) {
  const KernelAction action{SIG_IGN, 0, nullptr, 0};
  call(SYS_rt_sigaction, number, &action, nullptr, sizeof action.mask);
}

void kill_self(unsigned number) {
  const KernelAction action{SIG_DFL, 0, nullptr, 0};
  call(SYS_rt_sigaction, number, &action, nullptr, sizeof action.mask);
  const std::uint64_t set = bit_of(number);
  call(SYS_rt_sigprocmask, SIG_UNBLOCK, &set, nullptr, sizeof set);
  call(SYS_kill, call(SYS_getpid), number);
  // the first process of a pid namespace outlives its own signals: the shell's code stands for them
  bare::leave(128 + static_cast<int>(number));
}

long spawn(std::uint64_t count) {
  for (; count > 0; --count) {
    const long child = bare::fork_process();
    if (child < 0) return child;
    while (child == 0) call(SYS_ppoll, nullptr, 0, nullptr, nullptr, 0);
  }
  return 0;
}

long make_orphans(std::uint64_t count) {
  for (; count > 0; --count) {
    const long child = bare::fork_process();
    if (child < 0) return child;
    if (child == 0) {
      if (bare::fork_process() == 0) {
        const timespec moment{0, 20'000'000};
        call(SYS_nanosleep, &moment, nullptr);
      }
      bare::leave(0);
    }
    int status = 0;
    call(SYS_wait4, child, &status, 0, nullptr);
  }
  return 0;
}

}  // namespace skiff::hello
