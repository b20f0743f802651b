#include "supervise.hpp"

#include <cstring>
#include <fcntl.h>
#include <malloc.h>
#include <sys/mman.h>
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

/// Starts the container and makes the loop that serves it, or tells the first client why not.
Result<std::unique_ptr<supervisor::Supervisor>> start_container(ContainerOwner& owner, const state::Container& container,
                                                                const StartMessage& message, sys::Fd& connection) {
  supervisor::SupervisorOptions options;
  TRY_ASSIGN(const sys::Fd runtime_directory, container.make_runtime_directory());
  TRY_ASSIGN(options.listener, sys::listen_at(runtime_directory, std::string(supervisor::attach_socket_name)));
  TRY_ASSIGN(supervisor::Child child, owner.launch(message.start.rows, message.start.columns));
  options.has_terminal = owner.report().has_terminal != 0;
  if (owner.report().has_log != 0) {
    // A log that cannot be opened costs the log, never the container.
    if (auto log = supervisor::LogWriter::open(container.directory(), owner.report().log_max_size))
      options.log = *std::move(log);
  }
  TRY_ASSIGN(auto supervisor, supervisor::Supervisor::make(std::move(options), owner));
  owner.serve(*supervisor);
  TRY(supervisor->adopt(std::move(connection), message.start.attach_flags));
  TRY(supervisor->start(std::move(child)));
  return supervisor;
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

/// Serves one container from its start to its end. Runs in: supervisor.
Result<void> serve_container(ContainerOwner& owner, const state::Container& container, const StartMessage& message,
                             sys::Message& order) {
  sys::Fd connection = std::move(order.descriptors[0]);
  sys::Fd lock = std::move(order.descriptors[1]);
  auto alive = owner.take_alive(alive_patience);
  lock.close();
  if (!alive) {
    supervisor::send_error(connection, alive.error());
    return alive;
  }
  auto supervisor = start_container(owner, container, message, connection);
  if (!supervisor) {
    owner.record_failure(supervisor.error());
    if (connection.is_open()) supervisor::send_error(connection, supervisor.error());
    connection.close();
    owner.clean_up();
    return std::unexpected(std::move(supervisor).error());
  }
  (*supervisor)->loop().after(std::chrono::nanoseconds(0), [&owner] { owner.sync_records(); });
  (*supervisor)->loop().after(std::chrono::milliseconds(20), shed_memory);
  const auto served = (*supervisor)->run();
  owner.clean_up();  // done already, unless the loop itself failed
  return served;
}

/// The body of the forked supervisor. Never returns to the command's code.
[[noreturn]] void supervise(Context& context, const UserNamespace& user_namespace, const sys::Fd& control,
                            const spec::NetworkUse& network) {
  std::vector<int> keep{context.roots.root.get(), context.roots.runroot.get(), user_namespace.fd().get(), control.get()};
  if (!supervisor::become_supervisor(keep)) _exit(125);
  // Done while the command looks for the image and writes the record.
  auto launching = prepare_start({context, user_namespace.fd(), user_namespace.inode()}, network);
  auto cgroup_home = sys::own_cgroup();
  auto order = sys::receive_message(control, sizeof(StartMessage));
  if (!order || order->bytes.size() != sizeof(StartMessage) || order->descriptors.size() != 2) _exit(0);
  const auto message = supervisor::unpack<StartMessage>(order->bytes);
  const auto container = context.containers().open(std::string(message.id, id_size), message.name);
  if (!launching || !container) {
    supervisor::send_error(order->descriptors[0], launching ? container.error() : launching.error());
    _exit(125);
  }
  ContainerOwner owner({context, *container, user_namespace.fd(), user_namespace.inode(),
                        cgroup_home ? *std::move(cgroup_home) : std::nullopt},
                       *std::move(launching));
  const auto served = serve_container(owner, *container, message, *order);
  _exit(served ? 0 : 125);
}

}  // namespace

Result<SupervisorProcess> SupervisorProcess::fork(Context& context, UserNamespace& user_namespace,
                                                  const spec::NetworkUse& network) {
  TRY_ASSIGN(sys::FdPair control, sys::make_socket_pair(SOCK_SEQPACKET));
  TRY_ASSIGN(sys::Process process, sys::fork_process());
  if (!process.is_valid()) supervise(context, user_namespace, control.second, network);
  auto published = user_namespace.publish(context, process.pid());
  // It lives on when this command ends. Until it is told to start something it ends with this command.
  (void)process.release();
  TRY(std::move(published));
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
