#pragma once

#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <linux/mount.h>
#include <linux/openat2.h>
#include <linux/sched.h>
#include <sys/syscall.h>
#include <unistd.h>

/// System calls without a wrapper in libc, as the child uses them: a number or -1 and errno.
namespace skiff::runtime::child {

/// clone3(2) on the caller's own stack, for which no function of libc will do: the child would return from it first.
[[gnu::always_inline]] inline long clone_here(clone_args& args) noexcept {
#if defined(__x86_64__)
  long result = SYS_clone3;
  asm volatile("syscall" : "+a"(result) : "D"(&args), "S"(sizeof args) : "rcx", "r11", "memory");
  return result;
#elif defined(__aarch64__)
  register long number asm("x8") = SYS_clone3;
  register long first asm("x0") = reinterpret_cast<long>(&args);
  register long second asm("x1") = sizeof args;
  asm volatile("svc #0" : "+r"(first) : "r"(number), "r"(second) : "memory");
  return first;
#else
#error "no system calls for this machine yet: add them here"
#endif
}

inline int open_below(int directory, const char* path, int flags, std::uint64_t resolve, mode_t mode = 0) noexcept {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC);
  how.mode = mode;
  how.resolve = resolve | RESOLVE_NO_MAGICLINKS;
  for (int attempt = 0;; ++attempt) {
    const long result = syscall(SYS_openat2, directory, path, &how, sizeof how);
    if (result >= 0 || errno != EAGAIN || attempt == 128) return static_cast<int>(result);
  }
}

inline int attach(int mount, int target) noexcept {
  return static_cast<int>(
      syscall(SYS_move_mount, mount, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH));
}

inline int copy_mount(int directory, const char* path, unsigned flags) noexcept {
  return static_cast<int>(syscall(SYS_open_tree, directory, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | flags));
}

inline int set_mount_attributes(int mount, std::uint64_t set, unsigned flags) noexcept {
  mount_attr attributes{};
  attributes.attr_set = set;
  return static_cast<int>(syscall(SYS_mount_setattr, mount, "", AT_EMPTY_PATH | flags, &attributes, sizeof attributes));
}

}  // namespace skiff::runtime::child
