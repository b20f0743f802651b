#include "supervise.hpp"

#include <fcntl.h>
#include <malloc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <skiff/supervisor/protocol.hpp>
#include <skiff/supervisor/supervisor.hpp>
#include <skiff/sys/own_memory.hpp>
#include <skiff/sys/program.hpp>
#include <skiff/sys/socket.hpp>

#include "attach/exec_alone.hpp"
#include "container_owner.hpp"
#include "start_launcher.hpp"
#include "supervisor_messages.hpp"
#include "user_namespace.hpp"

namespace skiff::engine {

namespace {

/// Gives back the whole pages between two addresses.
void drop_pages(std::uintptr_t start, std::uintptr_t end) {
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  start = (start + page - 1) / page * page;
  end = end / page * page;
  if (start < end) (void)madvise(reinterpret_cast<void*>(start), end - start, MADV_DONTNEED);
}

/// What the start needed and the loop does not: clean pages of program and libraries, the stack below this function's, and free
/// heap. Measured: a third of what a supervisor weighs.
void shed_memory() {
  constexpr std::uintptr_t deepest_stack = 128 << 10;
  constexpr std::uintptr_t below_this_frame = 8 << 10;
  sys::drop_clean_pages();
  const auto frame = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
  drop_pages(frame - deepest_stack, frame - below_this_frame);
  malloc_trim(0);
}

/// Tells the first client why nothing runs, and undoes what the start made. `owner`: null if the container is not this
/// supervisor's.
void fail_start(ContainerOwner* owner, sys::Fd& connection, const Error& error) {
  if (owner != nullptr) owner->record_failure(error);
  if (connection.is_open()) supervisor::send_error(connection, error);
  connection.close();
  if (owner != nullptr) owner->clean_up();
}

/// Serves a container that runs, to its end.
Result<void> serve(ContainerOwner& owner, StartOutcome& start) {
  supervisor::SupervisorOptions options;
  options.listener = std::move(start.listener);
  options.has_terminal = start.facts.has_terminal;
  if (start.facts.has_log) {
    // A log that cannot be opened costs the log, never the container.
    if (auto log = supervisor::LogWriter::open(start.container.directory(), start.facts.log_max_size))
      options.log = *std::move(log);
  }
  TRY_ASSIGN(const auto supervisor, supervisor::Supervisor::make(std::move(options), owner));
  owner.serve(*supervisor);
  TRY(supervisor->adopt(std::move(start.connection), start.attach_flags));
  TRY(supervisor->start(std::move(start.child)));
  supervisor->loop().after(std::chrono::nanoseconds(0), [&owner] { owner.sync_records(); });
  // Once the start is over, and again for what the first moments needed: the end of the records' sync, a first client.
  for (const int milliseconds : {20, 250}) supervisor->loop().after(std::chrono::milliseconds(milliseconds), shed_memory);
  const auto served = supervisor->run();
  owner.clean_up();  // done already, unless the loop itself failed
  return served;
}

/// From a start's outcome to the end of the container.
Result<void> finish_start(const LaunchContext& launch, StartOutcome start, sys::Process launcher) {
  std::optional<ContainerOwner> owner;
  if (start.alive)
    owner.emplace(ContainerOwner::Parts{launch, start.container, start.facts, *std::move(start.alive),
                                        std::move(start.cgroup), std::move(start.root), std::move(launcher)});
  auto served = std::move(start.result);
  if (served) served = serve(*owner, start);
  if (!served) fail_start(owner ? &*owner : nullptr, start.connection, served.error());
  return served;
}

/// Where it works, as it was told.
struct Workplace {
  SupervisorPlace place;
  state::Roots roots;
  UserNamespace held;      ///< of a start
  sys::Fd user_namespace;  ///< of an exec
};

/// Nothing if the command has ended.
Result<std::optional<Workplace>> receive_workplace(const sys::Fd& control) {
  TRY_ASSIGN(sys::Message message, sys::receive_message(control, max_supervisor_place));
  Workplace work;
  work.place = supervisor::unpack<SupervisorPlace>(message.bytes);
  const SupervisorPlace& place = work.place;
  if (message.bytes.size() != sizeof place + place.root_path_size + place.runroot_path_size || message.descriptors.size() < 2)
    return std::optional<Workplace>();
  work.roots.root_path = message.bytes.substr(sizeof place, place.root_path_size);
  work.roots.runroot_path = message.bytes.substr(sizeof place + place.root_path_size);
  work.roots.root = std::move(message.descriptors[0]);
  work.roots.runroot = std::move(message.descriptors[1]);
  message.descriptors.erase(message.descriptors.begin(), message.descriptors.begin() + 2);
  if (message.descriptors.empty()) return std::optional(std::move(work));
  if (place.task == SupervisorTask::exec) {
    work.user_namespace = std::move(message.descriptors[0]);
  } else {
    TRY_ASSIGN(work.held, UserNamespace::take_over(std::move(message.descriptors)));
  }
  return std::optional(std::move(work));
}

}  // namespace

void supervise(sys::Fd control) {
  int keep[] = {control.get()};
  if (!supervisor::become_supervisor(keep)) _exit(125);
  // What is known of the caller ends here: its words, its environment, and what is read on the way to a container.
  auto title = sys::ProcessTitle::take();
  if (!title) _exit(125);
  title->set(supervisor_title);
  prctl(PR_SET_NAME, "skiff", 0, 0, 0);  // executed by way of /proc/self/exe it is called "exe"
  sys::wipe_freed_memory();
  auto work = receive_workplace(control);
  if (!work || !*work) _exit(work ? 0 : 125);
  const SupervisorPlace place = (*work)->place;
  Context context(std::move((*work)->roots), ContextOptions{});
  if (place.task == SupervisorTask::exec)
    _exit(serve_exec({context, (*work)->user_namespace, 0}, control, *title) ? 0 : 125);
  const UserNamespace held = std::move((*work)->held);
  const LaunchContext launch{context, held.fd(), held.inode()};

  std::optional<StartOutcome> start;
  auto launcher = sys::run_sharing_memory([&, supervisor = getpid()] {
    start.emplace(StartLauncher(launch, supervisor).run(control, *title));
  });
  if (!launcher || !start->is_ordered) _exit(launcher ? 0 : 125);
  control.close();
  _exit(finish_start(launch, *std::move(start), *std::move(launcher)) ? 0 : 125);
}

void serve_if_supervisor(std::span<char* const> words) {
  (void)sys::outer_program();  // out of the environment, before it is read
  if (words.size() != 1 || !std::string_view(words[0]).starts_with(supervisor_title)) return;
  int type = 0;
  socklen_t size = sizeof type;
  if (getsockopt(supervisor_control, SOL_SOCKET, SO_TYPE, &type, &size) != 0 || type != SOCK_SEQPACKET) return;
  fcntl(supervisor_control, F_SETFD, FD_CLOEXEC);
  supervise(sys::Fd(supervisor_control));
}

}  // namespace skiff::engine
