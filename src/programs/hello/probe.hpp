#pragma once

#include "facts.hpp"

namespace skiff::hello {

/// The report for a person: at most 80 columns.
void write_report(Arena& arena, const Program& program, bare::Output& output, bool is_styled);

/// The report for a test: one JSON object, with everything in full.
///
///   arguments [text]        argv
///   environment [text]      "NAME=value", in the order of execve
///   pid ppid pgid sid       numbers; ppid is 0 for a parent outside the pid namespace
///   processes [number]      every pid that /proc shows
///   uid gid                 {real, effective, saved}
///   groups [number]         supplementary groups, as the kernel holds them
///   uid_map gid_map         [{inside, outside, count}]
///   setgroups               "allow", "deny" or null
///   umask                   "0022"
///   cwd                     text; null if it cannot be named
///   exe                     target of /proc/self/exe or null
///   hostname domainname     text
///   kernel                  {release, version, machine}
///   cpus                    number of CPUs in the affinity mask
///   namespaces              {cgroup, ipc, mnt, net, pid, pid_for_children, time, time_for_children, user, uts}: each
///                           {inode, is_own}; inode null where it is not shown, is_own false for the machine's own
///   capabilities            {effective, permitted, inheritable, bounding, ambient}: each {hex (16 digits), names
///                           ["CHOWN"]} or null, and last (number)
///   no_new_privileges       true, false or null
///   seccomp                 {mode: "none", "strict", "filter" or null, filters: number or null}
///   securebits dumpable     numbers or null
///   security_label          text or null
///   oom_score_adj nice      numbers or null
///   signals                 {blocked, ignored, caught}: names ["TERM"], "RT34" for real-time ones
///   limits                  {nofile …: {soft, hard}}: a number or "unlimited"; names as in getrlimit(2), lower case
///   descriptors             [{number, target, flags (octal text of F_GETFL), is_close_on_exec}] without the program's own
///   terminals               {stdin, stdout, stderr}: {rows, columns} as they were at the first system call, or null
///   root                    {type, source, options, super_options, is_read_only} of the mount at / or null
///   mounts                  [{id, parent, device, root, target, options, optional, type, source, super_options}]
///   paths                   {"/proc/kcore": "masked" | "read-only" | "open" | "absent" | "unreadable"}
///   devices                 [{path (below /dev), kind, mode "0666", user, group, major, minor, target}]
///   cgroup                  {paths, is_mounted, is_writable, limits {"memory.max": text}}
///   network                 {interfaces [{name, index, mtu, is_up, hardware_address, addresses ["127.0.0.1/8"]}]} or null
///   settings                {"net.ipv4.ping_group_range": text or null, …}
///   files                   {"/etc/hosts": text (at most 64 KiB) or null, …}
void write_json(Arena& arena, const Program& program, bare::Output& output);

}  // namespace skiff::hello
