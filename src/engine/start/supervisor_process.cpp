#include "supervisor_process.hpp"

#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <sched.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <skiff/base/packed_error.hpp>
#include <skiff/net/attach.hpp>
#include <skiff/supervisor/protocol.hpp>
#include <skiff/sys/namespace.hpp>
#include <skiff/sys/program.hpp>
#include <skiff/sys/socket.hpp>

#include "hidden_memory.hpp"
#include "supervise.hpp"

namespace skiff::engine {

namespace {

/// Of an environment, what a sanitizer reads.
std::vector<char*> environment_to_pass() {
  std::vector<char*> passed;
#ifdef __SANITIZE_ADDRESS__
  for (char** word = environ; word != nullptr && *word != nullptr; ++word)
    if (const std::string_view text(*word); text.starts_with("ASAN_") || text.starts_with("UBSAN_")) passed.push_back(*word);
#endif
  passed.push_back(nullptr);
  return passed;
}

[[noreturn]] void execute_self(const sys::Fd& control) {
  // The blanks are room for the title that it gives itself once it knows its container.
  std::string title(supervisor_title);
  title.append(256, ' ');
  char* words[] = {title.data(), nullptr};
  const std::vector<char*> environment = environment_to_pass();
  if (control.get() == supervisor_control) {
    fcntl(control.get(), F_SETFD, 0);
  } else if (dup2(control.get(), supervisor_control) < 0) {
    _exit(125);
  }
  const sys::Fd& outer = sys::outer_program();
  int keep[] = {supervisor_control, outer.is_open() ? outer.get() : supervisor_control};
  sys::close_all_except(keep);
  if (outer.is_open()) syscall(SYS_execveat, outer.get(), "", words, environment.data(), AT_EMPTY_PATH);
  else execve("/proc/self/exe", words, environment.data());
  _exit(125);
}

}  // namespace

Result<SupervisorProcess> SupervisorProcess::fork() {
  TRY_ASSIGN(sys::FdPair control, sys::make_socket_pair(SOCK_SEQPACKET));
  TRY_ASSIGN(sys::Process process, sys::fork_process());
  if (!process.is_valid()) {
    (void)control.first.release();  // closed by number, with all else
    supervise(std::move(control.second));
  }
  return SupervisorProcess(std::move(process), std::move(control.first));
}

Result<SupervisorProcess> SupervisorProcess::execute() {
  TRY_ASSIGN(sys::FdPair control, sys::make_socket_pair(SOCK_SEQPACKET));
  TRY_ASSIGN(sys::Process process, sys::fork_process());
  if (!process.is_valid()) execute_self(control.second);
  return SupervisorProcess(std::move(process), std::move(control.first));
}

Result<SupervisorProcess> SupervisorProcess::acquire(Context& context, UserNamespace& user_namespace) {
  const auto idle = std::exchange(context.idle_supervisor, nullptr);
  TRY_ASSIGN(SupervisorProcess supervisor, idle ? std::move(idle->made) : execute());
  SupervisorPlace place;
  place.task = SupervisorTask::start_container;
  TRY(supervisor.tell_place(context, place, user_namespace.descriptors()));
  user_namespace.leave_lock();
  return supervisor;
}

Result<SupervisorProcess> SupervisorProcess::execute_for_exec(const Context& context, const sys::Fd& user_namespace) {
  TRY_ASSIGN(SupervisorProcess supervisor, execute());
  SupervisorPlace place;
  place.task = SupervisorTask::exec;
  std::vector<int> passed;
  if (user_namespace.is_open()) passed.push_back(user_namespace.get());
  TRY(supervisor.tell_place(context, place, passed));
  return supervisor;
}

Result<void> SupervisorProcess::tell_place(const Context& context, SupervisorPlace place, std::span<const int> passed) {
  place.root_path_size = static_cast<std::uint32_t>(context.roots.root_path.size());
  place.runroot_path_size = static_cast<std::uint32_t>(context.roots.runroot_path.size());
  std::string message(supervisor::pack(place));
  message += context.roots.root_path;
  message += context.roots.runroot_path;
  std::vector<int> descriptors{context.roots.root.get(), context.roots.runroot.get()};
  descriptors.insert(descriptors.end(), passed.begin(), passed.end());
  return sys::send_message(control_, message, descriptors);
}

template <typename Message>
Result<sys::Fd> SupervisorProcess::tell(Message message, const state::Container& container, const sys::Fd& passed) {
  TRY_ASSIGN(sys::FdPair connection, sys::make_socket_pair(SOCK_SEQPACKET));
  container.id().copy(message.id, sizeof message.id);
  container.known_name().copy(message.name, sizeof message.name - 1);
  const int descriptors[] = {connection.second.get(), passed.get()};
  TRY(sys::send_message(control_, supervisor::pack(message), descriptors));
  return std::move(connection.first);
}

namespace {

/// The network namespace of a container in U. Runs in: a process that joins U.
Result<sys::Fd> make_network(const sys::Fd& user_namespace, const spec::NetworkUse& network) {
  if (user_namespace.is_open()) TRY(sys::join_namespaces(user_namespace, CLONE_NEWUSER));
  TRY(sys::unshare_namespaces(CLONE_NEWNET));
  TRY(net::attach(network));
  return sys::open_namespace(getpid(), "net");
}

}  // namespace

Result<sys::Fd> SupervisorProcess::start(const state::LockedContainer& container, StartMessage message,
                                         const UserNamespace& user_namespace, const spec::NetworkUse& network) {
  message.has_own_network = net::has_own_namespace(network);
  TRY_ASSIGN(sys::Fd connection, tell(message, container.container, container.lock.fd()));
  if (message.has_own_network == 0) return connection;
  // A supervisor that has ended has told its client why.
  const auto answer = [&](const Result<sys::Fd>& made) {
    const int passed = made ? made->get() : -1;
    (void)sys::send_message(control_, made ? std::string("+") : base::pack_error(made.error()), std::span(&passed, made ? 1 : 0));
  };
  // In a child that shares this memory, as this process must not leave its own namespaces; asleep meanwhile, it has nothing else to
  // do. The child answers: this process gets a processor a while later.
  const HiddenMemory hidden;
  const auto maker = sys::run_sharing_memory([&] { answer(make_network(user_namespace.fd(), network)); });
  if (!maker) answer(std::unexpected(maker.error()));
  return connection;
}

Result<sys::Fd> SupervisorProcess::exec(const state::Container& container, const sys::Fd& request, std::uint32_t attach_flags) {
  return tell(ExecMessage{.attach_flags = attach_flags}, container, request);
}

std::shared_ptr<IdleSupervisor> make_supervisor() {
  // A fork of the inner form would weigh as much as that: it is executed as the outer one, once it is needed.
  if (sys::outer_program().is_open()) return nullptr;
  return std::make_shared<IdleSupervisor>(IdleSupervisor{SupervisorProcess::fork()});
}

}  // namespace skiff::engine
