#include <skiff/sys/caps.hpp>

#include <charconv>
#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <skiff/sys/fd.hpp>

namespace skiff::sys {

namespace {

constexpr std::array<std::string_view, capability_names.size()> texts = {
    "CAP_CHOWN",           "CAP_DAC_OVERRIDE",   "CAP_DAC_READ_SEARCH", "CAP_FOWNER",          "CAP_FSETID",
    "CAP_KILL",            "CAP_SETGID",         "CAP_SETUID",          "CAP_SETPCAP",         "CAP_LINUX_IMMUTABLE",
    "CAP_NET_BIND_SERVICE", "CAP_NET_BROADCAST", "CAP_NET_ADMIN",       "CAP_NET_RAW",         "CAP_IPC_LOCK",
    "CAP_IPC_OWNER",       "CAP_SYS_MODULE",     "CAP_SYS_RAWIO",       "CAP_SYS_CHROOT",      "CAP_SYS_PTRACE",
    "CAP_SYS_PACCT",       "CAP_SYS_ADMIN",      "CAP_SYS_BOOT",        "CAP_SYS_NICE",        "CAP_SYS_RESOURCE",
    "CAP_SYS_TIME",        "CAP_SYS_TTY_CONFIG", "CAP_MKNOD",           "CAP_LEASE",           "CAP_AUDIT_WRITE",
    "CAP_AUDIT_CONTROL",   "CAP_SETFCAP",        "CAP_MAC_OVERRIDE",    "CAP_MAC_ADMIN",       "CAP_SYSLOG",
    "CAP_WAKE_ALARM",      "CAP_BLOCK_SUSPEND",  "CAP_AUDIT_READ",      "CAP_PERFMON",         "CAP_BPF",
    "CAP_CHECKPOINT_RESTORE"};

// Two spellings of one list: they may not drift apart.
consteval bool is_same_list() {
  for (unsigned number = 0; number < texts.size(); ++number) {
    if (capability_number(texts[number]) != number) return false;
  }
  return true;
}
static_assert(is_same_list());

}  // namespace

std::string_view capability_text(unsigned number) { return number < texts.size() ? texts[number] : std::string_view(); }

unsigned last_capability() {
  // Two quick calls on a kernel of these years; /proc/sys/kernel/cap_last_cap costs as much as a hundred.
  const auto is_known = [](unsigned number) { return ::prctl(PR_CAPBSET_READ, number, 0, 0, 0) >= 0; };
  unsigned last = capability_names.size() - 1;
  while (last > 0 && !is_known(last)) --last;
  while (last < 63 && is_known(last + 1)) ++last;
  return last;
}

}  // namespace skiff::sys
