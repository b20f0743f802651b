#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

/// Capabilities as numbers, names and sets (capabilities(7)). Pure data: this header is also read by the programs of
/// ours that run inside a container without a C library, so it needs nothing but the headers above.
namespace skiff::sys {

/// A set of capabilities, bit N for number N: the form of /proc/PID/status and capset(2).
using CapabilitySet = std::uint64_t;

/// Names without "CAP_", lower case, by number (linux/capability.h; 40 is of 5.9, none came since).
inline constexpr std::array<std::string_view, 41> capability_names = {
    "chown",           "dac_override",     "dac_read_search", "fowner",         "fsetid",       "kill",
    "setgid",          "setuid",           "setpcap",         "linux_immutable", "net_bind_service",
    "net_broadcast",   "net_admin",        "net_raw",         "ipc_lock",       "ipc_owner",    "sys_module",
    "sys_rawio",       "sys_chroot",       "sys_ptrace",      "sys_pacct",      "sys_admin",    "sys_boot",
    "sys_nice",        "sys_resource",     "sys_time",        "sys_tty_config", "mknod",        "lease",
    "audit_write",     "audit_control",    "setfcap",         "mac_override",   "mac_admin",    "syslog",
    "wake_alarm",      "block_suspend",    "audit_read",      "perfmon",        "bpf",          "checkpoint_restore"};

namespace detail {

constexpr char lower(char byte) { return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte; }

constexpr bool is_same_word(std::string_view given, std::string_view wanted) {
  if (given.size() != wanted.size()) return false;
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (lower(given[i]) != wanted[i]) return false;
  }
  return true;
}

}  // namespace detail

/// The number of a name in any case, with or without "CAP_"; nothing if there is none.
constexpr std::optional<unsigned> capability_number(std::string_view name) {
  constexpr std::string_view prefix = "cap_";
  if (name.size() > prefix.size() && detail::is_same_word(std::string_view(name.data(), prefix.size()), prefix)) {
    name.remove_prefix(prefix.size());
  }
  for (unsigned number = 0; number < capability_names.size(); ++number) {
    if (detail::is_same_word(name, capability_names[number])) return number;
  }
  return std::nullopt;
}

/// A set from names that are known at compile time; an unknown name does not compile.
template <typename... Names>
consteval CapabilitySet capability_set(Names... names) {
  return (CapabilitySet{0} | ... | (CapabilitySet{1} << capability_number(names).value()));
}

/// What a container gets unless it asks for something else: the eleven of podman.
inline constexpr CapabilitySet default_capabilities =
    capability_set("chown", "dac_override", "fowner", "fsetid", "kill", "net_bind_service", "setfcap", "setgid", "setpcap",
                   "setuid", "sys_chroot");

constexpr bool has_capability(CapabilitySet set, unsigned number) { return number < 64 && (set >> number & 1) != 0; }

/// "CAP_SYS_ADMIN"; empty for a number without a name (the program is older than the kernel). Static text.
std::string_view capability_text(unsigned number);

/// The largest number that this kernel knows (prctl(2) PR_CAPBSET_READ).
unsigned last_capability();

/// Every capability up to `last`.
constexpr CapabilitySet capabilities_up_to(unsigned last) {
  return last >= 63 ? ~CapabilitySet{0} : (CapabilitySet{1} << (last + 1)) - 1;
}

}  // namespace skiff::sys
