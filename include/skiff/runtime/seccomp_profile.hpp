#pragma once

#include <span>

#include <linux/filter.h>

namespace skiff::runtime {

/// The default seccomp profile as a program for seccomp(SECCOMP_SET_MODE_FILTER), compiled at build time from
/// src/runtime/seccomp/profile.hpp for the default capabilities and every architecture of this machine. Static data.
/// The loader needs no_new_privs or CAP_SYS_ADMIN in its user namespace, and drops capabilities after the load only if
/// it needs the latter (seccomp(2)). The calls between load and execve are all allowed by it.
std::span<const sock_filter> default_seccomp_filter();

/// The same for an image of architecture 386, whose programs make sockets by socketcall(2), which no filter can look into.
std::span<const sock_filter> default_seccomp_filter_for_i386();

}  // namespace skiff::runtime
