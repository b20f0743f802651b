#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/netlink.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "actions.hpp"

namespace skiff::hello {

using bare::call;

namespace {

struct Deed {
  Text name;
  long (*run)();
};

long open_for_writing(const char* path) { return call(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CLOEXEC, 0); }

/// Each deed ends with the child that tried it; none of them can hurt a machine that allows it.
constexpr Deed deeds[] = {
    {"chroot", [] { return call(SYS_chroot, "/"); }},
    {"create-file", [] { return call(SYS_openat, AT_FDCWD, "/", O_RDWR | O_TMPFILE | O_CLOEXEC, 0600); }},
    {"create-in-root", [] {
       const long result = call(SYS_mkdirat, AT_FDCWD, "/.skiff-hello-try", 0700);
       if (result == 0) call(SYS_unlinkat, AT_FDCWD, "/.skiff-hello-try", AT_REMOVEDIR);
       return result;
     }},
    {"keyctl", [] { return call(SYS_keyctl, 0 /* KEYCTL_GET_KEYRING_ID */, -3, 0, 0, 0); }},
    {"make-device", [] {
       const long result = call(SYS_mknodat, AT_FDCWD, "/.skiff-hello-null", S_IFCHR | 0600, 0x103);
       if (result == 0) call(SYS_unlinkat, AT_FDCWD, "/.skiff-hello-null", 0);
       return result;
     }},
    {"mount", [] {
       if (const long error = call(SYS_unshare, CLONE_NEWNS); error < 0) return error;
       return call(SYS_mount, "none", "/", "tmpfs", 0, nullptr);
     }},
    {"mount-here", [] {
       const long result = call(SYS_mount, "none", "/", "tmpfs", 0, nullptr);
       if (result == 0) call(SYS_umount2, "/", MNT_DETACH);
       return result;
     }},
    {"raise-priority", [] { return call(SYS_setpriority, 0, 0, -5); }},
    {"set-hostname", [] {
       if (const long error = call(SYS_unshare, CLONE_NEWUTS); error < 0) return error;
       return call(SYS_sethostname, "tried", 5);
     }},
    {"socket-alg", [] { return call(SYS_socket, AF_ALG, SOCK_SEQPACKET | SOCK_CLOEXEC, 0); }},
    {"socket-audit", [] { return call(SYS_socket, AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT); }},
    {"socket-raw", [] { return call(SYS_socket, AF_INET, SOCK_RAW | SOCK_CLOEXEC, 1); }},
    {"socket-tcp", [] { return call(SYS_socket, AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0); }},
    {"socket-vsock", [] { return call(SYS_socket, AF_VSOCK, SOCK_STREAM | SOCK_CLOEXEC, 0); }},
    {"switch-user", [] { return call(SYS_setuid, 12345); }},
    {"unshare-mount", [] { return call(SYS_unshare, CLONE_NEWNS); }},
    {"unshare-user", [] { return call(SYS_unshare, CLONE_NEWUSER); }},
    {"userfaultfd", [] { return call(SYS_userfaultfd, O_CLOEXEC); }},
    {"write-cgroup", [] {
       const long result = call(SYS_mkdirat, AT_FDCWD, "/sys/fs/cgroup/skiff-hello-try", 0700);
       if (result == 0) call(SYS_unlinkat, AT_FDCWD, "/sys/fs/cgroup/skiff-hello-try", AT_REMOVEDIR);
       return result;
     }},
    {"write-core-pattern", [] { return open_for_writing("/proc/sys/kernel/core_pattern"); }},
    {"write-sysrq", [] { return open_for_writing("/proc/sysrq-trigger"); }},
};

constexpr struct {
  int number;
  Text name;
} errors[] = {{EPERM, "EPERM"},   {ENOENT, "ENOENT"}, {EIO, "EIO"},       {E2BIG, "E2BIG"},   {EBADF, "EBADF"},
              {EAGAIN, "EAGAIN"}, {ENOMEM, "ENOMEM"}, {EACCES, "EACCES"}, {EFAULT, "EFAULT"}, {EBUSY, "EBUSY"},
              {EEXIST, "EEXIST"}, {EXDEV, "EXDEV"},   {ENODEV, "ENODEV"}, {ENOTDIR, "ENOTDIR"}, {EISDIR, "EISDIR"},
              {EINVAL, "EINVAL"}, {EMFILE, "EMFILE"}, {ENOTTY, "ENOTTY"}, {ENOSPC, "ENOSPC"}, {ESRCH, "ESRCH"},
              {EROFS, "EROFS"},   {EPIPE, "EPIPE"},   {ENOSYS, "ENOSYS"}, {ELOOP, "ELOOP"},   {EUSERS, "EUSERS"},
              {EPROTONOSUPPORT, "EPROTONOSUPPORT"},   {ESOCKTNOSUPPORT, "ESOCKTNOSUPPORT"},
              {EOPNOTSUPP, "EOPNOTSUPP"},             {EAFNOSUPPORT, "EAFNOSUPPORT"}, {ENOKEY, "ENOKEY"},
              {ECHILD, "ECHILD"}, {EINTR, "EINTR"},   {ENXIO, "ENXIO"},   {ENOSTR, "ENOSTR"}};

/// Runs `deed` in a child of its own and brings its result back through a pipe; -EINTR-free. A child that a signal
/// ended gives -1000 - the signal.
template <typename Function>
long in_child(Function&& deed) {
  int ends[2];
  if (const long error = call(SYS_pipe2, ends, O_CLOEXEC); error < 0) return error;
  const long child = bare::fork_process();
  if (child == 0) {
    const long result = deed();
    call(SYS_write, ends[1], &result, sizeof result);
    bare::leave(0);
  }
  call(SYS_close, ends[1]);
  long result = child;
  if (child > 0) {
    int status = 0;
    call(SYS_wait4, child, &status, __WALL, nullptr);
    if (call(SYS_read, ends[0], &result, sizeof result) != sizeof result) result = -1000 - (status & 0x7F);
  }
  call(SYS_close, ends[0]);
  return result;
}

/// i386's entry; the kernel takes the low half of each argument.
long call_32([[maybe_unused]] const std::uint64_t (&words)[7]) {
#if defined(__x86_64__)
  // ebp carries the sixth argument and cannot be named as an operand
  long result = static_cast<long>(words[0]);
  asm volatile(
      "push %%rbp\n\t"
      "mov %[sixth], %%rbp\n\t"
      "int $0x80\n\t"
      "pop %%rbp"
      : "+a"(result)
      : "b"(words[1]), "c"(words[2]), "d"(words[3]), "S"(words[4]), "D"(words[5]), [sixth] "r"(words[6])
      : "memory", "r8", "r9", "r10", "r11");
  return static_cast<int>(result);
#else
  return -ENOSYS;
#endif
}

Text result_text(Arena& arena, long result) {
  if (result <= -1000 && result >= -1064) return bare::joined(arena, "signal ", bare::Digits(static_cast<std::uint64_t>(-1000 - result)));
  if (result < 0 && result >= -4095) return error_name(arena, -result);
  return bare::joined(arena, bare::Digits(static_cast<std::uint64_t>(result)), "");
}

}  // namespace

Text error_name(Arena& arena, long error) {
  for (const auto& known : errors) {
    if (known.number == error) return known.name;
  }
  return bare::joined(arena, "errno ", bare::Digits(static_cast<std::uint64_t>(error)));
}

std::span<const Text> deed_names() {
  static constexpr auto names = [] {
    struct Names {
      Text all[sizeof deeds / sizeof deeds[0]];
    } result;
    for (std::size_t i = 0; i < sizeof deeds / sizeof deeds[0]; ++i) result.all[i] = deeds[i].name;
    return result;
  }();
  return names.all;
}

Text try_deed(Arena& arena, Text name) {
  for (const Deed& deed : deeds) {
    if (deed.name != name) continue;
    const long result = in_child(deed.run);
    return result >= 0 ? Text("ok") : result_text(arena, result);
  }
  return {};
}

Text try_call(Arena& arena, Text text, bool is_32_bit) {
  std::uint64_t words[7] = {};
  unsigned count = 0;
  for (; !text.empty() && count < 7; ++count) {
    Text piece = bare::take_until(text, ',');
    const bool is_hex = bare::starts_with(piece, "0x");
    if (is_hex) piece.remove_prefix(2);
    if (!(is_hex ? bare::parse_hex(piece, words[count]) : bare::parse_number(piece, words[count]))) return {};
  }
  if (count == 0 || !text.empty()) return {};
  return result_text(arena, in_child([&]() -> long {
    if (is_32_bit) return call_32(words);
    const auto word = [&](int i) { return static_cast<long>(words[i]); };
    return bare::raw_call(word(0), word(1), word(2), word(3), word(4), word(5), word(6));
  }));
}

}  // namespace skiff::hello
