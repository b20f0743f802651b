#include <cerrno>

#include <skiff/base/text.hpp>

#include "plan.hpp"

namespace skiff::runtime {

using child::Report;
using child::Stage;
using child::Step;
using child::StepKind;

namespace {

/// What a step was about to do, as it stands after "cannot".
std::string words_of(const Step& step) {
  const std::string path = step.path == nullptr ? "" : base::escape_control(step.path);
  const std::string text = step.text == nullptr ? "" : base::escape_control(step.text);
  switch (step.kind) {
    case StepKind::leave_cgroup_namespace:
      return "make a cgroup namespace";
    case StepKind::set_hostname:
      return "set hostname " + text;
    case StepKind::attach_root:
      return "mount the root file system";
    case StepKind::make_mount:
      return fmt::format("mount {} on {}", step.type, path);
    case StepKind::attach_mount:
      return "mount on " + path;
    case StepKind::make_directory:
    case StepKind::make_link:
    case StepKind::make_device:
      return "make /dev/" + text;
    case StepKind::mask:
      return "mask " + path;
    case StepKind::make_read_only:
      return fmt::format("make {} read-only", path);
    case StepKind::write_sysctl:
      return "set " + path;
    case StepKind::enter_root:
      return "enter the root file system";
    case StepKind::make_root_read_only:
      return "make the root file system read-only";
    case StepKind::make_working_directory:
      return "make working directory " + path;
    case StepKind::open_joined_root:
      return "open the root of the container";
  }
  return "set up the container";
}

Error exec_error(std::string_view program, int error) {
  const std::string name = base::escape_control(program);
  if (error == ENOENT && !program.contains('/'))
    return Error(ErrorKind::no_command, fmt::format("executable file \"{}\" not found in $PATH", name));
  const ErrorKind kind = error == ENOENT || error == ENOTDIR ? ErrorKind::no_command : ErrorKind::not_invokable;
  return Error(kind, fmt::format("cannot run \"{}\"", name), error);
}

}  // namespace

Error PlanBuilder::describe(const Report& report) const {
  const auto failed = [&](std::string what) {
    return Error(ErrorKind::not_invokable, "cannot " + what, report.error);
  };
  switch (report.stage) {
    case Stage::step: {
      if (report.index >= steps_.size()) return failed("set up the container");
      const Step& step = steps_[report.index];
      Error error = failed(words_of(step));
      if (report.error == EACCES && step.kind == StepKind::attach_root)
        error.with_hint("AppArmor may restrict user namespaces here: ./bootstrap installs a profile for skiff");
      return error;
    }
    case Stage::pid_record:
      return failed("record the container's process");
    case Stage::gate:
      return Error(ErrorKind::interrupted, "the container's supervisor ended before the start");
    case Stage::terminal:
      return failed(process_.has_terminal ? "make a terminal" : "set standard streams");
    case Stage::limits:
      return failed("set a resource limit");
    case Stage::identity: {
      Error error = failed(fmt::format("become user {}:{}", process_.uid, process_.gid));
      if (report.error == EINVAL) error.with_hint("the id is outside the range of this user in /etc/subuid and /etc/subgid");
      return error;
    }
    case Stage::descriptors: {
      Error error = failed("close the host's descriptors");
      if (report.error == ENOSYS) error.with_hint("Linux 5.9 is needed");
      return error;
    }
    case Stage::keyring:
      return failed("make a session keyring");
    case Stage::seccomp:
      return failed("install the seccomp filter");
    case Stage::working_directory:
      return failed(fmt::format("enter working directory {}", base::escape_control(process_.working_directory)));
    case Stage::exec:
    case Stage::started:
      return exec_error(arguments_.front(), report.error);
  }
  return failed("set up the container");
}

}  // namespace skiff::runtime
