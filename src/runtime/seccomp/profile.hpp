#pragma once

#include <cerrno>
#include <cstdint>
#include <string_view>

#include <linux/seccomp.h>

/// The default seccomp profile as data: read by the generator at build time, and by the tests.
///
/// Its shape is podman's: a call that is not named fails with ENOSYS, so that a C library that probes for a new call
/// falls back to an old one; calls that are old, or that need a capability which a container does not have, fail with
/// EPERM, as the kernel itself would say. What a user namespace makes safe (mount, unshare, setns, ptrace …) is allowed
/// without a capability: the user namespace is the wall, and containers in containers work.
///
/// Deliberate differences from podman 4.3:
/// - socket(AF_ALG) and socket(AF_VSOCK) are EPERM (kernel crypto parses hostile input; vsock leaves the container's network).
/// - Arguments are compared as the 32-bit numbers that the kernel takes: high bits do not lead past a rule.
/// - i386's socketcall cannot make a socket (its arguments lie in memory, where a filter cannot look): ENOSYS. Programs in
///   an i386 image may, by another filter: their C library knows no other way.
/// - io_pgetevents is allowed, and so are calls that are younger than podman 4.3 (quotactl_fd is EPERM as quotactl is).
namespace skiff::runtime::seccomp_profile {

/// A SECCOMP_RET_ value.
using Verdict = std::uint32_t;
inline constexpr Verdict allow = SECCOMP_RET_ALLOW;
constexpr Verdict refuse(int error) { return SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(error); }
inline constexpr Verdict unnamed = refuse(ENOSYS);

/// Names separated by blanks. A name that an architecture does not have is nothing there.
struct Group {
  std::string_view theme;
  Verdict verdict;
  std::string_view names;
};

inline constexpr Group groups[] = {
    {"open and close", allow,
     "open openat openat2 creat close close_range dup dup2 dup3 fcntl fcntl64 ioctl pipe pipe2 memfd_create memfd_secret "
     "name_to_handle_at"},
    {"read and write", allow,
     "read readv pread64 preadv preadv2 write writev pwrite64 pwritev pwritev2 lseek _llseek sendfile sendfile64 splice tee "
     "copy_file_range readahead fadvise64 fadvise64_64 arm_fadvise64_64 sync syncfs fsync fdatasync sync_file_range "
     "sync_file_range2 arm_sync_file_range fallocate truncate truncate64 ftruncate ftruncate64 flock cachestat"},
    {"names and directories", allow,
     "access faccessat faccessat2 chdir fchdir getcwd getdents getdents64 readdir link linkat symlink symlinkat readlink "
     "readlinkat mkdir mkdirat mknod mknodat rmdir rename renameat renameat2 unlink unlinkat chroot pivot_root"},
    {"metadata", allow,
     "stat stat64 lstat lstat64 fstat fstat64 fstatat64 newfstatat statx statfs statfs64 fstatfs fstatfs64 chmod fchmod "
     "fchmodat fchmodat2 chown chown32 fchown fchown32 fchownat lchown lchown32 umask utime utimes utimensat "
     "utimensat_time64 futimesat file_getattr file_setattr"},
    {"extended attributes", allow,
     "getxattr lgetxattr fgetxattr getxattrat setxattr lsetxattr fsetxattr setxattrat listxattr llistxattr flistxattr "
     "listxattrat removexattr lremovexattr fremovexattr removexattrat"},
    {"mounts", allow,
     "mount umount umount2 mount_setattr move_mount open_tree open_tree_attr fsopen fsconfig fsmount fspick statmount listmount"},
    {"waiting for files", allow,
     "select _newselect pselect6 pselect6_time64 poll ppoll ppoll_time64 epoll_create epoll_create1 epoll_ctl epoll_ctl_old "
     "epoll_wait epoll_wait_old epoll_pwait epoll_pwait2 eventfd eventfd2 inotify_init inotify_init1 inotify_add_watch "
     "inotify_rm_watch fanotify_mark io_setup io_destroy io_submit io_cancel io_getevents io_pgetevents "
     "io_pgetevents_time64"},
    {"sockets", allow,
     "socketpair bind connect listen accept accept4 shutdown getsockname getpeername getsockopt setsockopt send sendto "
     "sendmsg sendmmsg recv recvfrom recvmsg recvmmsg recvmmsg_time64"},
    {"memory", allow,
     "brk mmap mmap2 munmap mremap mprotect msync mincore madvise mlock mlock2 munlock mlockall munlockall remap_file_pages "
     "membarrier pkey_alloc pkey_free pkey_mprotect mbind get_mempolicy set_mempolicy set_mempolicy_home_node mseal "
     "map_shadow_stack process_mrelease"},
    {"processes", allow,
     "clone clone3 fork vfork execve execveat exit exit_group wait4 waitid waitpid kill tkill tgkill getpid getppid gettid "
     "getpgid setpgid getpgrp getsid setsid pidfd_open pidfd_getfd pidfd_send_signal prctl arch_prctl modify_ldt "
     "set_thread_area get_thread_area set_tid_address set_robust_list get_robust_list rseq restart_syscall syscall ptrace "
     "process_vm_readv process_vm_writev unshare setns uretprobe"},
    {"threads", allow, "futex futex_time64 futex_waitv futex_wait futex_wake futex_requeue"},
    {"arm's own", allow, "breakpoint cacheflush set_tls"},
    {"identity", allow,
     "getuid getuid32 geteuid geteuid32 getgid getgid32 getegid getegid32 getresuid getresuid32 getresgid getresgid32 "
     "getgroups getgroups32 setuid setuid32 setgid setgid32 setreuid setreuid32 setregid setregid32 setresuid setresuid32 "
     "setresgid setresgid32 setfsuid setfsuid32 setfsgid setfsgid32 setgroups setgroups32 capget capset"},
    {"security", allow,
     "seccomp landlock_create_ruleset landlock_add_rule landlock_restrict_self keyctl lsm_get_self_attr lsm_set_self_attr "
     "lsm_list_modules"},
    {"signals", allow,
     "rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait "
     "rt_sigtimedwait_time64 rt_tgsigqueueinfo sigaction sigaltstack signal signalfd signalfd4 sigpending sigprocmask "
     "sigreturn sigsuspend pause"},
    {"scheduling and limits", allow,
     "getpriority setpriority getrlimit ugetrlimit setrlimit prlimit64 getrusage sched_get_priority_max "
     "sched_get_priority_min sched_getaffinity sched_setaffinity sched_getattr sched_setattr sched_getparam sched_setparam "
     "sched_getscheduler sched_setscheduler sched_rr_get_interval sched_rr_get_interval_time64 sched_yield ioprio_get "
     "ioprio_set getcpu"},
    {"time", allow,
     "time gettimeofday times alarm nanosleep getitimer setitimer clock_getres clock_getres_time64 clock_gettime "
     "clock_gettime64 clock_nanosleep clock_nanosleep_time64 clock_adjtime clock_adjtime64 adjtimex timer_create timer_delete "
     "timer_getoverrun timer_gettime timer_gettime64 timer_settime timer_settime64 timerfd timerfd_create timerfd_gettime "
     "timerfd_gettime64 timerfd_settime timerfd_settime64"},
    {"messages between processes", allow,
     "ipc semget semctl semop semtimedop semtimedop_time64 shmget shmctl shmat shmdt msgget msgctl msgsnd msgrcv mq_open "
     "mq_unlink mq_getsetattr mq_notify mq_timedsend mq_timedsend_time64 mq_timedreceive mq_timedreceive_time64"},
    {"the machine", allow, "uname sysinfo syslog getrandom reboot"},

    {"old or of no use to a container", refuse(EPERM),
     "bdflush kexec_file_load kexec_load migrate_pages move_pages nfsservctl nice oldfstat oldlstat oldolduname oldstat "
     "olduname sgetmask ssetmask swapoff swapon sysfs uselib userfaultfd ustat vm86 vm86old vmsplice"},
    // allowed with the capability that each needs, none of which is a default one
    {"needs DAC_READ_SEARCH", refuse(EPERM), "open_by_handle_at"},
    {"needs SYS_ADMIN", refuse(EPERM),
     "bpf fanotify_init lookup_dcookie perf_event_open quotactl quotactl_fd setdomainname sethostname"},
    {"needs SYS_MODULE", refuse(EPERM), "delete_module finit_module init_module query_module"},
    {"needs SYS_PACCT", refuse(EPERM), "acct"},
    {"needs SYS_PTRACE", refuse(EPERM), "kcmp process_madvise"},
    {"needs SYS_RAWIO", refuse(EPERM), "ioperm iopl"},
    {"needs SYS_TIME", refuse(EPERM), "clock_settime clock_settime64 settimeofday stime"},
    {"needs SYS_TTY_CONFIG", refuse(EPERM), "vhangup"},
};

/// The low half of an argument is this number.
struct Equal {
  unsigned argument;
  std::uint32_t value;
};

/// All of a case's conditions hold: its verdict counts. The cases of one call are tried in order.
struct Case {
  Equal conditions[2];
  unsigned condition_count;
  Verdict verdict;
};

struct ConditionalCall {
  std::string_view name;
  const Case* cases;
  unsigned case_count;
  Verdict otherwise;
};

/// PER_LINUX, PER_LINUX32, both with UNAME26, and the question "which one?" (personality(2)).
inline constexpr Case personality_cases[] = {{{{0, 0}}, 1, allow},
                                             {{{0, 0x8}}, 1, allow},
                                             {{{0, 0x20000}}, 1, allow},
                                             {{{0, 0x20008}}, 1, allow},
                                             {{{0, 0xFFFFFFFF}}, 1, allow}};
/// AF_ALG, AF_VSOCK, and AF_NETLINK for NETLINK_AUDIT, which needs AUDIT_WRITE.
inline constexpr Case socket_cases[] = {{{{0, 38}}, 1, refuse(EPERM)},
                                        {{{0, 40}}, 1, refuse(EPERM)},
                                        {{{0, 16}, {2, 9}}, 2, refuse(EINVAL)}};
/// SYS_SOCKET of linux/net.h.
inline constexpr Case socketcall_cases[] = {{{{0, 1}}, 1, refuse(ENOSYS)}};

inline constexpr ConditionalCall conditional_calls[] = {
    {"personality", personality_cases, 5, unnamed},
    {"socket", socket_cases, 3, allow},
    {"socketcall", socketcall_cases, 1, allow},
};
/// In the filter for i386 images this one has no cases.
inline constexpr std::string_view only_way_of_i386 = "socketcall";

/// Numbers that every architecture shares (those from 424 on; x32 adds its bit): known here, so that the profile does
/// not depend on how young the libseccomp of the build machine is.
struct NumberedCall {
  std::string_view name;
  unsigned number;
};
inline constexpr NumberedCall numbered_calls[] = {
    {"pidfd_send_signal", 424}, {"open_tree", 428}, {"move_mount", 429}, {"fsopen", 430}, {"fsconfig", 431}, {"fsmount", 432},
    {"fspick", 433}, {"pidfd_open", 434}, {"clone3", 435}, {"close_range", 436}, {"openat2", 437}, {"pidfd_getfd", 438},
    {"faccessat2", 439}, {"process_madvise", 440}, {"epoll_pwait2", 441}, {"mount_setattr", 442}, {"quotactl_fd", 443},
    {"landlock_create_ruleset", 444}, {"landlock_add_rule", 445}, {"landlock_restrict_self", 446}, {"memfd_secret", 447},
    {"process_mrelease", 448}, {"futex_waitv", 449}, {"set_mempolicy_home_node", 450}, {"cachestat", 451},
    {"fchmodat2", 452}, {"map_shadow_stack", 453}, {"futex_wake", 454}, {"futex_wait", 455}, {"futex_requeue", 456},
    {"statmount", 457}, {"listmount", 458}, {"lsm_get_self_attr", 459}, {"lsm_set_self_attr", 460},
    {"lsm_list_modules", 461}, {"mseal", 462}, {"setxattrat", 463}, {"getxattrat", 464}, {"listxattrat", 465},
    {"removexattrat", 466}, {"open_tree_attr", 467}, {"file_getattr", 468}, {"file_setattr", 469}};

/// uretprobe(2) is of x86-64 alone.
inline constexpr NumberedCall x86_64_calls[] = {{"uretprobe", 335}};

/// Calls that libseccomp takes for cases of i386's socketcall and ipc; they have numbers of their own since Linux 4.3
/// and 5.1.
inline constexpr NumberedCall i386_calls[] = {
    {"socket", 359}, {"socketpair", 360}, {"bind", 361}, {"connect", 362}, {"listen", 363}, {"accept4", 364},
    {"getsockopt", 365}, {"setsockopt", 366}, {"getsockname", 367}, {"getpeername", 368}, {"sendto", 369}, {"sendmsg", 370},
    {"recvfrom", 371}, {"recvmsg", 372}, {"shutdown", 373}, {"recvmmsg", 337}, {"sendmmsg", 345}, {"semget", 393},
    {"semctl", 394}, {"shmget", 395}, {"shmctl", 396}, {"shmat", 397}, {"shmdt", 398}, {"msgget", 399}, {"msgsnd", 400},
    {"msgrcv", 401}, {"msgctl", 402}, {"semtimedop_time64", 420}};

}  // namespace skiff::runtime::seccomp_profile
