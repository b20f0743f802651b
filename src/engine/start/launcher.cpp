#include "launcher.hpp"

#include <csignal>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include <skiff/base/packed_error.hpp>
#include <skiff/supervisor/protocol.hpp>
#include <skiff/supervisor/supervisor.hpp>
#include <skiff/sys/namespace.hpp>
#include <skiff/sys/socket.hpp>

#include "exec_launcher.hpp"

namespace skiff::engine {

namespace {

constexpr std::size_t max_report = 16384;

Result<void> send_error(const sys::Fd& report, const Error& error) {
  return sys::send_message(report, std::string(supervisor::pack(LaunchReport{})) + base::pack_error(error));
}

Result<void> send_launched(const sys::Fd& report, const Launched& launched) {
  std::vector<int> descriptors{launched.pidfd.get()};
  for (const sys::Fd* stream : {&launched.terminal, &launched.output, &launched.error, &launched.input})
    if (stream->is_open()) descriptors.push_back(stream->get());
  auto sent = sys::send_message(report, supervisor::pack(launched.report), descriptors);
  // Nobody is there to take the process: it must not run alone.
  if (!sent) (void)sys::signal_process(launched.pidfd, SIGKILL);
  return sent;
}

}  // namespace

Result<void> join_user_namespace(const LaunchPlace& place) {
  if (!place.user_namespace.is_open()) return {};
  return sys::join_namespaces(place.user_namespace, CLONE_NEWUSER);
}

Result<Launching> begin_exec(const LaunchPlace& place, const state::Container& container, const sys::Cgroup* cgroup,
                             sys::Fd request) {
  TRY_ASSIGN(sys::FdPair report, sys::make_socket_pair(SOCK_SEQPACKET));
  TRY_ASSIGN(sys::Process launcher, sys::fork_process());
  if (launcher.is_valid()) return Launching{std::move(launcher), std::move(report.first)};
  supervisor::restore_signals();
  std::signal(SIGPIPE, SIG_IGN);  // for a report that nobody takes
  // Of the supervisor's descriptors it keeps what it needs: not the lock of the container, which it would hold on to.
  int keep[] = {place.context.roots.root.get(), place.context.roots.runroot.get(), place.user_namespace.get(),
                report.second.get(), container.directory().get(),
                cgroup != nullptr ? cgroup->directory.get() : -1, request.get()};
  sys::close_all_except(keep);
  // The other end is closed by number above: its owner must not close another's.
  (void)report.first.release();
  const auto launched = launch_exec(place, container, cgroup, request);
  const auto told = launched ? send_launched(report.second, *launched) : send_error(report.second, launched.error());
  _exit(launched && told ? 0 : 1);
}

Result<Launched> receive_report(const sys::Fd& report) {
  TRY_ASSIGN(sys::Message message, sys::receive_message(report, max_report));
  if (message.bytes.size() < sizeof(LaunchReport))
    return fail(ErrorKind::interrupted, "the start was interrupted: its launcher was killed");
  Launched launched;
  launched.report = supervisor::unpack<LaunchReport>(message.bytes);
  if (launched.report.is_started == 0)
    return std::unexpected(base::unpack_error(std::string_view(message.bytes).substr(sizeof(LaunchReport))));
  std::vector<sys::Fd*> wanted{&launched.pidfd};
  if (launched.report.has_terminal != 0)
    wanted.push_back(&launched.terminal);
  else
    wanted.insert(wanted.end(), {&launched.output, &launched.error});
  if (launched.report.has_input != 0) wanted.push_back(&launched.input);
  if (message.descriptors.size() != wanted.size())
    return fail(ErrorKind::internal, "the launcher's report has {} descriptors", message.descriptors.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) *wanted[i] = std::move(message.descriptors[i]);
  return launched;
}

}  // namespace skiff::engine
