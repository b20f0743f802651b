#pragma once

#include <cstddef>
#include <cstdint>
#include <linux/filter.h>
#include <linux/sched.h>
#include <sys/resource.h>
#include <sys/types.h>

/// What the process between clone and exec does, as flat data. The caller builds it in its own memory, which the child
/// shares while the caller sleeps. Nothing here owns anything, and nothing in the child allocates.
///
/// Runs in: built in the launcher, read in the container's first process (and in an exec joiner).
namespace skiff::runtime::child {

/// Directories that steps keep open by number, so that no later path can be led astray by the image.
enum Slot : std::uint8_t { slot_root, slot_proc, slot_sys, slot_dev, slot_pts, slot_count };

enum class StepKind : std::uint8_t {
  leave_cgroup_namespace,  ///< unshare(CLONE_NEWCGROUP): its root is the cgroup that the process was born in
  set_hostname,            ///< text
  attach_root,             ///< fd: detached root file system; becomes slot_root, mounted over "/"
  make_mount,              ///< type, parameters, attributes; kept in `slot`, attached at `path` if there is one
  attach_mount,            ///< fd: detached mount, attached at `path`; kept in `slot`
  make_directory,          ///< `text` in `slot`, mode
  make_link,               ///< `text` in `slot`, pointing to `path`
  make_device,             ///< `text` in `slot`: a node of `device`, or a bind of host path `path` where nodes are refused
  mask,                    ///< hides `path` of `slot`: a file under /dev/null, a directory under an empty one
  make_read_only,          ///< `path` of `slot`
  write_sysctl,            ///< `path` below slot_proc, value `text`
  enter_root,              ///< pivot_root; the host's tree is gone
  make_root_read_only,
  make_working_directory,  ///< `path`, made if missing
  open_joined_root,        ///< exec: slot_root is "/" of the joined mount namespace
};

struct Parameter {
  const char* key;
  const char* value;  ///< nullptr: a flag
};

struct Step {
  StepKind kind{};
  Slot slot = slot_root;
  bool is_directory = true;   ///< what a missing target is made as
  bool is_link_refused = false;  ///< the target must be a real directory of the image (never a link)
  bool is_optional = false;   ///< a kernel without it is no error; nor, attached, a place that cannot be made
  int fd = -1;
  mode_t mode = 0;
  dev_t device = 0;
  std::uint64_t attributes = 0;
  const char* type = nullptr;
  const char* path = nullptr;
  const char* text = nullptr;
  const Parameter* parameters = nullptr;
  std::size_t parameter_count = 0;
};

struct Limit {
  int resource;
  rlimit value;
};

/// The process itself, after the steps.
struct ProcessPlan {
  const char* const* candidates = nullptr;  ///< absolute paths to try in order (the search of PATH), nullptr at the end
  const char* const* arguments = nullptr;
  /// --init: executed in place of the program, which is looked up here and put into init_arguments[1].
  const char* init = nullptr;
  const char** init_arguments = nullptr;
  const char* const* environment = nullptr;
  const char* working_directory = "/";
  uid_t uid = 0;
  gid_t gid = 0;
  const gid_t* groups = nullptr;
  std::size_t group_count = 0;
  bool is_setgroups_denied = false;  ///< a single-id map: setgroups(2) is refused by the kernel
  std::uint64_t bounding = 0;        ///< capability masks, bit = number
  std::uint64_t permitted = 0;
  std::uint64_t effective = 0;
  std::uint64_t inheritable = 0;
  std::uint64_t ambient = 0;
  int last_capability = 40;
  bool has_no_new_privileges = false;
  const sock_fprog* seccomp = nullptr;
  const Limit* limits = nullptr;
  std::size_t limit_count = 0;
  mode_t umask = 022;
  bool has_terminal = false;
  unsigned short rows = 0;
  unsigned short columns = 0;
};

/// Where the process writes its own pid and start time, in decimal, with blanks behind.
struct PidRecord {
  int file = -1;  ///< open for writing; -1: nowhere
  int proc = -1;  ///< a /proc in which `pid` has a meaning
  const pid_t* pid = nullptr;  ///< set by the kernel (CLONE_PARENT_SETTID)
  off_t pid_at = 0;
  off_t start_time_at = 0;
  static constexpr std::size_t pid_width = 10;
  static constexpr std::size_t start_time_width = 20;
};

struct Plan {
  const Step* steps = nullptr;
  std::size_t step_count = 0;
  ProcessPlan process;
  int empty_directory = -1;  ///< detached mount that hides directories; none: one is made
  int input = -1;   ///< become 0, 1 and 2 (not with a terminal); no input: the container's own /dev/null
  int output = -1;
  int error = -1;
  PidRecord pid_record;
  int gate = -1;    ///< read end of a pipe: if it has no writer any more, the program is not started
  int gate_writer = -1;  ///< closed first
  int result = -1;  ///< write end: one Report
  int terminal = -1;  ///< SOCK_SEQPACKET end that gets the terminal's master
};

/// Where the child stopped. `started` is written just before execve and followed by the pipe's end; an exec that failed
/// follows it with a second report.
enum class Stage : std::uint32_t {
  pid_record,
  step,
  gate,
  terminal,
  limits,
  descriptors,
  identity,
  working_directory,
  keyring,
  seccomp,
  exec,
  started,
};
struct Report {
  Stage stage;
  std::uint32_t index;  ///< of the step
  std::int32_t error;   ///< errno
};

/// Clones the process that executes the plan and the program, as `args` wants it, with CLONE_VM and CLONE_VFORK: returns its
/// pid when it has come to exec or to an end, or -errno.
long start(const Plan& plan, clone_args& args) noexcept;

}  // namespace skiff::runtime::child
