#include <skiff/runtime/launch.hpp>

#include <cerrno>
#include <optional>
#include <linux/sched.h>
#include <unistd.h>

#include "plan.hpp"

namespace skiff::runtime {

/// Descriptors and texts that the child's plan points to.
struct Launch::Prepared {
  Descriptors descriptors;
  PlanBuilder builder;
  sys::Fd result_writer;
};

Launch::Launch(std::unique_ptr<Prepared> prepared) : prepared_(std::move(prepared)) {}
Launch::Launch(Launch&&) noexcept = default;
Launch& Launch::operator=(Launch&&) noexcept = default;
Launch::~Launch() = default;

Result<Launch> Launch::start_container(const spec::OciRuntimeConfig& config, Descriptors descriptors) {
  auto prepared = std::make_unique<Prepared>();
  prepared->descriptors = std::move(descriptors);
  TRY_ASSIGN(std::uint64_t namespaces, namespace_flags(config.linux_));
  if (prepared->descriptors.is_mount_namespace_given) namespaces &= ~std::uint64_t{CLONE_NEWNS};
  TRY(prepared->builder.add_container(config, prepared->descriptors));
  TRY(prepared->builder.add_process(config.process, prepared->descriptors));
  return clone(std::move(prepared), namespaces);
}

Result<Launch> Launch::start_joined(const spec::OciRuntimeProcess& process, Descriptors descriptors) {
  auto prepared = std::make_unique<Prepared>();
  prepared->descriptors = std::move(descriptors);
  prepared->builder.add_joined();
  TRY(prepared->builder.add_process(process, prepared->descriptors));
  return clone(std::move(prepared), 0);
}

Result<Launch> Launch::clone(std::unique_ptr<Prepared> prepared, std::uint64_t namespaces) {
  TRY_ASSIGN(sys::FdPair result, sys::make_pipe());
  const Descriptors& descriptors = prepared->descriptors;
  child::Plan plan = prepared->builder.finish(descriptors, result.second.get());
  int pidfd = -1;
  pid_t own_place = -1;
  pid_t* const pid = descriptors.pid != nullptr ? descriptors.pid : &own_place;
  plan.pid_record.pid = pid;
  clone_args args{};
  // With CLONE_PARENT the exit signal must be 0, clone(2).
  args.flags = CLONE_PIDFD | CLONE_PARENT | CLONE_PARENT_SETTID | namespaces;
  args.pidfd = reinterpret_cast<std::uint64_t>(&pidfd);
  args.parent_tid = reinterpret_cast<std::uint64_t>(pid);
  if (descriptors.cgroup >= 0) {
    args.flags |= CLONE_INTO_CGROUP;
    args.cgroup = static_cast<std::uint64_t>(descriptors.cgroup);
  }
  const long cloned = child::start(plan, args);
  if (cloned < 0) return fail_errno(static_cast<int>(-cloned), "cannot make the container's process");
  Launch launch(std::move(prepared));
  launch.pid_ = static_cast<pid_t>(cloned);
  launch.pidfd_ = sys::Fd(pidfd);
  launch.result_ = std::move(result.first);
  // The child has its own copies; this side's would keep the streams of an ended program open.
  launch.prepared_->descriptors = Descriptors{};
  return launch;
}

Result<void> Launch::check_started() {
  std::optional<child::Report> last;
  while (true) {
    child::Report report{};
    char* bytes = reinterpret_cast<char*>(&report);
    TRY_ASSIGN(const std::size_t count, sys::read_some(result_, std::span(bytes, sizeof report)));
    if (count != sizeof report) break;
    last = report;
  }
  if (!last) return fail(ErrorKind::interrupted, "the container's process was killed before its program started");
  if (last->stage != child::Stage::started) return std::unexpected(prepared_->builder.describe(*last));
  return {};
}

}  // namespace skiff::runtime
