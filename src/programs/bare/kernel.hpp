#pragma once

#include <sys/syscall.h>

/// System calls without a C library, for the small programs of ours that run inside a container. They are static, have
/// no start-up of their own, load nothing and trust nothing of the image around them.
namespace skiff::bare {

/// One system call: its result, or -errno (syscall(2)).
inline long raw_call(long number, long a, long b, long c, long d, long e, long f) {
#if defined(__x86_64__)
  long result;
  register long r10 asm("r10") = d;
  register long r8 asm("r8") = e;
  register long r9 asm("r9") = f;
  asm volatile("syscall"
               : "=a"(result)
               : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
               : "rcx", "r11", "memory");
  return result;
#elif defined(__aarch64__)
  register long x8 asm("x8") = number;
  register long x0 asm("x0") = a;
  register long x1 asm("x1") = b;
  register long x2 asm("x2") = c;
  register long x3 asm("x3") = d;
  register long x4 asm("x4") = e;
  register long x5 asm("x5") = f;
  asm volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
  return x0;
#else
#error "no system calls for this machine yet: add them here and _start in start.cpp"
#endif
}

template <typename T>
long as_word(T value) {
  if constexpr (__is_same(T, decltype(nullptr))) {
    return 0;
  } else if constexpr (requires { *value; }) {
    return reinterpret_cast<long>(value);
  } else {
    return static_cast<long>(value);
  }
}

template <typename... Words>
long call(long number, Words... words) {
  static_assert(sizeof...(Words) <= 6);
  const long all[7] = {as_word(words)..., 0};
  return raw_call(number, all[0], all[1], all[2], all[3], all[4], all[5]);
}

[[noreturn]] inline void leave(int code) {
  for (;;) call(SYS_exit_group, code);
}

/// fork(2); not every machine has it as a call of its own.
inline long fork_process() { return call(SYS_clone, 17 /* SIGCHLD */, 0, 0, 0, 0); }

}  // namespace skiff::bare

/// What the program does; its result is the exit code. Called by _start.
int program(int argument_count, char** arguments, char** environment);
