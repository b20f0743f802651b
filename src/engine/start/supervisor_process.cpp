#include "supervisor_process.hpp"

#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <malloc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <skiff/supervisor/protocol.hpp>
#include <skiff/supervisor/supervisor.hpp>
#include <skiff/sys/cgroup.hpp>
#include <skiff/sys/rooted.hpp>
#include <skiff/sys/socket.hpp>

#include "container_owner.hpp"

/// The linker's names of where the text of this program begins and ends (etext(3)).
extern "C" const char __executable_start;
extern "C" const char etext;

namespace skiff::engine {

namespace {

constexpr std::size_t id_size = 64;
/// A container that has just ended still closes its root file system (the kernel syncs it): a start waits for that.
constexpr std::chrono::seconds alive_patience{60};

/// What the command tells its supervisor, with two descriptors: the first client's connection, and the container's `lock`.
struct StartMessage {
  char id[id_size] = {};
  char name[256] = {};  ///< as it is known; "" is unknown
  SupervisorProcess::Start start;
};

/// A start on its way: made by the launcher, in memory and descriptors that it shares with the supervisor, which serves it.
class ContainerStart {
 public:
  ContainerStart(Context& context, const UserNamespace& user_namespace)
      : context_(context), user_namespace_(user_namespace) {}

  /// From the namespaces to the running program. Runs in: launcher.
  void run(pid_t supervisor, const sys::Fd& control, const spec::NetworkUse& network);
  /// Serves the container to its end, or tells why it does not run. Runs in: supervisor.
  Result<void> serve(sys::Process launcher);
  /// Whether the command wants something started; it may have ended instead.
  bool is_ordered() const { return is_ordered_; }

 private:
  Result<void> receive(const sys::Fd& control);
  Result<void> start(StartLauncher& launcher, Result<void> prepared);
  Result<void> fail_start(const Error& error);

  Context& context_;
  const UserNamespace& user_namespace_;
  bool is_ordered_ = false;
  StartMessage message_;
  sys::Fd connection_;  ///< of the first client; taken by the loop once there is one
  sys::Fd lock_;        ///< the container's, until it has `alive`
  state::Container container_;
  std::optional<ContainerOwner> owner_;
  supervisor::SupervisorOptions options_;
  supervisor::Child child_;
  Result<void> result_;
};

Result<void> ContainerStart::receive(const sys::Fd& control) {
  auto order = sys::receive_message(control, sizeof(StartMessage));
  if (!order || order->bytes.size() != sizeof(StartMessage) || order->descriptors.size() != 2) return {};
  is_ordered_ = true;
  message_ = supervisor::unpack<StartMessage>(order->bytes);
  connection_ = std::move(order->descriptors[0]);
  lock_ = std::move(order->descriptors[1]);
  TRY_ASSIGN(container_, context_.containers().open(std::string(message_.id, id_size), message_.name));
  return {};
}

void ContainerStart::run(pid_t supervisor, const sys::Fd& control, const spec::NetworkUse& network) {
  // The supervisor's signals are right here too: what is blocked waits for its loop, and the first process has its own.
  StartLauncher launcher({context_, user_namespace_.fd(), user_namespace_.inode()}, supervisor);
  // Done while the command looks for the image and writes the record.
  auto prepared = launcher.prepare(network);
  // It holds the gate of the first process open, which nobody would serve then. After the last change of ids, which undoes it.
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  result_ = receive(control);
  if (is_ordered_ && result_) result_ = start(launcher, std::move(prepared));
}

Result<void> ContainerStart::start(StartLauncher& launcher, Result<void> prepared) {
  auto cgroup_home = sys::own_cgroup();
  owner_.emplace(ContainerOwner::Parts{context_, container_, user_namespace_.fd(), user_namespace_.inode(),
                                       cgroup_home ? *std::move(cgroup_home) : std::nullopt});
  const auto alive = owner_->take_alive(alive_patience);
  lock_.close();
  if (!alive) {
    owner_.reset();
    return alive;
  }
  TRY(std::move(prepared));
  TRY_ASSIGN(const sys::Fd runtime_directory, container_.make_runtime_directory());
  TRY_ASSIGN(options_.listener, sys::listen_at(runtime_directory, std::string(supervisor::attach_socket_name)));
  TRY_ASSIGN(child_, owner_->launch(launcher, runtime_directory, {message_.start.rows, message_.start.columns}));
  return {};
}

/// Gives back the whole pages between two addresses.
void drop_pages(std::uintptr_t start, std::uintptr_t end) {
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  start = (start + page - 1) / page * page;
  end = end / page * page;
  if (start < end) (void)madvise(reinterpret_cast<void*>(start), end - start, MADV_DONTNEED);
}

/// What the start needed and the loop does not: pages of the program's text, which come back from the page cache when they
/// are executed again, the stack below this function's (the command parsed there before the fork), and free heap.
/// Measured: a third of what a supervisor weighs.
void shed_memory() {
  constexpr std::uintptr_t deepest_stack = 128 << 10;
  constexpr std::uintptr_t below_this_frame = 8 << 10;
  drop_pages(reinterpret_cast<std::uintptr_t>(&__executable_start), reinterpret_cast<std::uintptr_t>(&etext));
  const auto frame = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
  drop_pages(frame - deepest_stack, frame - below_this_frame);
  malloc_trim(0);
}

/// `owner_` is there if the container is this supervisor's.
Result<void> ContainerStart::fail_start(const Error& error) {
  if (owner_) owner_->record_failure(error);
  if (connection_.is_open()) supervisor::send_error(connection_, error);
  connection_.close();
  if (owner_) owner_->clean_up();
  return std::unexpected(error);
}

Result<void> ContainerStart::serve(sys::Process launcher) {
  if (owner_) owner_->keep_launcher(std::move(launcher));
  if (!result_) return fail_start(result_.error());
  options_.has_terminal = owner_->report().has_terminal != 0;
  if (owner_->report().has_log != 0) {
    // A log that cannot be opened costs the log, never the container.
    if (auto log = supervisor::LogWriter::open(container_.directory(), owner_->report().log_max_size))
      options_.log = *std::move(log);
  }
  auto supervisor = supervisor::Supervisor::make(std::move(options_), *owner_);
  if (!supervisor) return fail_start(supervisor.error());
  owner_->serve(**supervisor);
  auto begun = (*supervisor)->adopt(std::move(connection_), message_.start.attach_flags);
  if (begun) begun = (*supervisor)->start(std::move(child_));
  if (!begun) return fail_start(begun.error());
  (*supervisor)->loop().after(std::chrono::nanoseconds(0), [this] { owner_->sync_records(); });
  // Once the start is over, and again for what the first moments needed: the end of the records' sync, a first client.
  for (const int milliseconds : {20, 250}) (*supervisor)->loop().after(std::chrono::milliseconds(milliseconds), shed_memory);
  const auto served = (*supervisor)->run();
  owner_->clean_up();  // done already, unless the loop itself failed
  return served;
}

/// The body of the forked supervisor. Never returns to the command's code.
[[noreturn]] void supervise(Context& context, UserNamespace& user_namespace, const sys::Fd& control,
                            const spec::NetworkUse& network) {
  std::vector<int> keep = user_namespace.descriptors();
  keep.insert(keep.end(), {context.roots.root.get(), context.roots.runroot.get(), control.get()});
  if (!supervisor::become_supervisor(keep) || !user_namespace.hold()) _exit(125);
  ContainerStart start(context, user_namespace);
  auto launcher = sys::run_sharing_memory([&, supervisor = getpid()] { start.run(supervisor, control, network); });
  if (!launcher || !start.is_ordered()) _exit(launcher ? 0 : 125);
  const auto served = start.serve(*std::move(launcher));
  _exit(served ? 0 : 125);
}

}  // namespace

Result<SupervisorProcess> SupervisorProcess::fork(Context& context, UserNamespace& user_namespace,
                                                  const spec::NetworkUse& network) {
  TRY_ASSIGN(sys::FdPair control, sys::make_socket_pair(SOCK_SEQPACKET));
  TRY_ASSIGN(sys::Process process, sys::fork_process());
  if (!process.is_valid()) supervise(context, user_namespace, control.second, network);
  user_namespace.leave_lock();
  // It lives on when this command ends. Until it is told to start something it ends with this command.
  (void)process.release();
  return SupervisorProcess(std::move(control.first));
}

Result<sys::Fd> SupervisorProcess::start(state::LockedContainer locked, const Start& start) {
  const state::Container& container = locked.container;
  TRY_ASSIGN(sys::FdPair connection, sys::make_socket_pair(SOCK_SEQPACKET));
  StartMessage message;
  std::memcpy(message.id, container.id().data(), std::min(container.id().size(), id_size));
  container.known_name().copy(message.name, sizeof message.name - 1);
  message.start = start;
  const int descriptors[] = {connection.second.get(), locked.lock.fd().get()};
  TRY(sys::send_message(control_, supervisor::pack(message), descriptors));
  return std::move(connection.first);
}

}  // namespace skiff::engine
