#include "exec_launcher.hpp"

#include <sched.h>
#include <sys/prctl.h>

#include <skiff/supervisor/protocol.hpp>
#include <skiff/sys/namespace.hpp>
#include <skiff/sys/rooted.hpp>

#include "process_streams.hpp"
#include "image_user.hpp"
#include "runtime_config.hpp"

namespace skiff::engine {

namespace {

Result<void> join_container(const state::Container& container) {
  TRY_ASSIGN(const state::ContainerState state, container.state());
  TRY_ASSIGN(const auto init, container.open_init(state));
  if (!init) return fail(ErrorKind::wrong_state, "container {} is not running", container.id());
  TRY_ASSIGN(const int shared, sys::namespaces_to_join(state.run->pid, CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC));
  return sys::join_namespaces(*init, CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWCGROUP | shared);
}

}  // namespace

Result<Launched> launch_exec(const LaunchPlace& place, const state::Container& container, const sys::Cgroup* cgroup,
                             const sys::Fd& request_file) {
  TRY_ASSIGN(spec::ContainerConfig config, container.config());
  TRY_ASSIGN(const std::string text, sys::read_all(request_file, supervisor::max_exec_request));
  TRY_ASSIGN(const auto request, base::parse_record<spec::ExecConfig>(text));
  if (request.command.empty()) return fail(ErrorKind::invalid, "no command to run");
  TRY(join_user_namespace(place));
  MappedIds ids = MappedIds::read();  // from the host's /proc: the container's has no launcher, or anything
  TRY(join_container(container));
  ids.leave_host();
  TRY_ASSIGN(const sys::Fd root, sys::open_directory("/"));
  TRY_ASSIGN(const spec::User user,
             look_up_user(root, request.user.empty() ? config.process.user : request.user, ids));
  config.process.has_terminal = request.has_terminal;
  config.process.is_interactive = request.is_interactive;
  ProcessStreams streams;
  TRY_ASSIGN(runtime::Descriptors descriptors, streams.make(place, config));
  if (cgroup != nullptr) descriptors.cgroup = cgroup->directory.get();
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  const spec::OciRuntimeProcess process = make_exec_process(config, request, user);
  TRY_ASSIGN(runtime::Launch launch, runtime::Launch::start_joined(process, std::move(descriptors)));
  return streams.finish(std::move(launch), config);
}

}  // namespace skiff::engine
