#include "launcher.hpp"

#include <csignal>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include <skiff/supervisor/protocol.hpp>
#include <skiff/supervisor/supervisor.hpp>
#include <skiff/sys/namespace.hpp>
#include <skiff/sys/socket.hpp>
#include <skiff/sys/terminal.hpp>

#include "exec_launcher.hpp"
#include "start_launcher.hpp"

namespace skiff::engine {

namespace {

/// A LaunchOrder as bytes, followed by the cgroup's path; the cgroup's directory goes with it as a descriptor.
struct OrderHead {
  char id[64] = {};
  char name[256] = {};
  std::uint16_t rows = 0;
  std::uint16_t columns = 0;
};
constexpr std::size_t max_order = sizeof(OrderHead) + 4096;

Result<std::string> message_of(const LaunchOrder& order) {
  OrderHead head;
  const std::string& id = order.container.id();
  const std::string& name = order.container.known_name();
  if (id.size() != sizeof head.id || name.size() >= sizeof head.name || sizeof head + order.cgroup_path.size() > max_order)
    return fail(ErrorKind::internal, "an order to start container {} does not fit", id);
  id.copy(head.id, sizeof head.id);
  name.copy(head.name, sizeof head.name - 1);
  head.rows = order.rows;
  head.columns = order.columns;
  return std::string(supervisor::pack(head)) + order.cgroup_path;
}

/// What an order says, in the launcher.
struct Order {
  state::Container container;
  sys::Fd cgroup;
  std::string cgroup_path;
  sys::WindowSize size;
};

/// Waits for the order; nothing if its supervisor was told of no container.
Result<std::optional<Order>> receive_order(const LaunchPlace& place, const sys::Fd& report) {
  TRY_ASSIGN(sys::Message message, sys::receive_message(report, max_order));
  if (message.bytes.size() < sizeof(OrderHead)) return std::optional<Order>();
  const auto head = supervisor::unpack<OrderHead>(message.bytes);
  Order order;
  TRY_ASSIGN(order.container, place.context.containers().open(std::string(head.id, sizeof head.id), head.name));
  order.cgroup_path = message.bytes.substr(sizeof head);
  order.size = {head.rows, head.columns};
  if (!message.descriptors.empty()) order.cgroup = std::move(message.descriptors[0]);
  return std::optional<Order>(std::move(order));
}

Result<void> send_error(const sys::Fd& report, const Error& error) {
  return sys::send_message(report, std::string(supervisor::pack(LaunchReport{})) + supervisor::pack_error(error));
}

/// Forks a launcher. It keeps of its supervisor's descriptors what it needs: not the lock of the container, which it
/// would hold on to. `task` gets the socket on which the supervisor is told.
template <typename Task>
Result<Launching> begin(const LaunchPlace& place, std::vector<int> keep, Task task) {
  TRY_ASSIGN(sys::FdPair report, sys::make_socket_pair(SOCK_SEQPACKET));
  TRY_ASSIGN(sys::Process launcher, sys::fork_process());
  if (!launcher.is_valid()) {
    supervisor::restore_signals();
    std::signal(SIGPIPE, SIG_IGN);  // for the gate of a first process that has failed
    for (const int kept : {place.context.roots.root.get(), place.context.roots.runroot.get(), place.user_namespace.get(),
                           report.second.get()})
      keep.push_back(kept);
    sys::close_all_except(keep);
    // The other end is closed by number above: its owner must not close another's.
    (void)report.first.release();
    const Result<void> result = task(report.second);
    if (!result) (void)send_error(report.second, result.error());
    _exit(result ? 0 : 1);
  }
  return Launching{std::move(launcher), std::move(report.first)};
}

}  // namespace

Result<void> join_user_namespace(const LaunchPlace& place) {
  if (!place.user_namespace.is_open()) return {};
  return sys::join_namespaces(place.user_namespace, CLONE_NEWUSER);
}

Result<Launching> prepare_start(const LaunchPlace& place, const spec::NetworkUse& network) {
  return begin(place, {}, [&](const sys::Fd& report) -> Result<void> {
    StartLauncher work(place, report);
    TRY(work.prepare(network));
    TRY_ASSIGN(auto order, receive_order(place, report));
    if (!order) _exit(0);
    return work.start(std::move(order->container), std::move(order->cgroup), order->cgroup_path, order->size);
  });
}

Result<void> order_start(const Launching& launching, const LaunchOrder& order) {
  TRY_ASSIGN(const std::string message, message_of(order));
  const int cgroup = order.cgroup.get();
  const std::span<const int> descriptors(&cgroup, order.cgroup.is_open() ? 1 : 0);
  auto sent = sys::send_message(launching.report, message, descriptors);
  // It may have failed in its preparation: then its report says why.
  if (!sent && sent.error().errno_value() != EPIPE && sent.error().errno_value() != ECONNRESET) return sent;
  return {};
}

Result<Launching> begin_exec(const LaunchPlace& place, const LaunchOrder& order, sys::Fd request) {
  const std::vector<int> keep{request.get(), order.cgroup.get(), order.container.directory().get()};
  return begin(place, keep, [&](const sys::Fd& report) -> Result<void> {
    sys::Fd cgroup;
    if (order.cgroup.is_open()) {
      TRY_ASSIGN(cgroup, order.cgroup.duplicate());
    }
    return launch_exec(place, order.container, std::move(cgroup), request, report);
  });
}

Result<Launched> receive_report(const sys::Fd& report) {
  TRY_ASSIGN(sys::Message message, sys::receive_message(report, 16384));
  if (message.bytes.size() < sizeof(LaunchReport))
    return fail(ErrorKind::interrupted, "the start was interrupted: its launcher was killed");
  Launched launched;
  launched.report = supervisor::unpack<LaunchReport>(message.bytes);
  if (launched.report.is_started == 0)
    return std::unexpected(supervisor::unpack_error(std::string_view(message.bytes).substr(sizeof(LaunchReport))));
  auto next = message.descriptors.begin();
  const auto take = [&]() { return std::move(*next++); };
  const std::size_t streams = launched.report.has_terminal != 0 ? 1 : launched.report.has_input != 0 ? 3 : 2;
  const std::size_t count = message.descriptors.size();
  if (count != streams + 1 && count != streams + 2)
    return fail(ErrorKind::internal, "the launcher's report has {} descriptors", count);
  launched.pidfd = take();
  if (count == streams + 2) launched.root = take();
  if (launched.report.has_terminal != 0) {
    launched.terminal = take();
  } else {
    launched.output = take();
    launched.error = take();
    if (launched.report.has_input != 0) launched.input = take();
  }
  return launched;
}

}  // namespace skiff::engine
