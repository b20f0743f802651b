#include "loop.hpp"

#include <cerrno>
#include <csignal>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "handled_signals.hpp"

namespace skiff::supervisor {

namespace {

/// How long clients that may be cut off, and execs in a foreign pid namespace, are waited for at the end.
constexpr std::chrono::seconds end_patience(2);

}  // namespace

Supervisor::Supervisor(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}
Supervisor::~Supervisor() = default;

Result<std::unique_ptr<Supervisor>> Supervisor::make(SupervisorOptions options, Owner& owner) {
  TRY_ASSIGN(auto events, sys::EventLoop::make());
  auto loop = std::make_unique<Loop>(std::move(events), std::move(options), owner);
  TRY(loop->begin());
  return std::unique_ptr<Supervisor>(new Supervisor(std::move(loop)));
}

sys::EventLoop& Supervisor::loop() { return loop_->events(); }
Result<void> Supervisor::start(Child container) { return loop_->start(std::move(container)); }
Result<void> Supervisor::exec(sys::Fd request, ExecDone done) { return loop_->exec(std::move(request), std::move(done)); }
Result<void> Supervisor::adopt_exec(sys::Fd connection, sys::Fd request, std::uint32_t flags) {
  return loop_->adopt_exec(std::move(connection), std::move(request), flags);
}
Result<void> Supervisor::signal(int number) { return loop_->signal(number); }
Result<void> Supervisor::run() { return loop_->run(); }

Result<void> Supervisor::adopt(sys::Fd connection, std::uint32_t attach_flags) {
  TRY_ASSIGN(Client* client, loop_->add_client(std::move(connection)));
  loop_->attach(*client, attach_flags);
  return {};
}

Result<void> Supervisor::watch_child(sys::Process process,
                                     std::move_only_function<void(const sys::ExitStatus&)> ended) {
  return loop_->watch_child(std::move(process), std::move(ended));
}

Supervisor::Loop::Loop(std::unique_ptr<sys::EventLoop> events, SupervisorOptions options, Owner& owner)
    : events_(std::move(events)),
      owner_(owner),
      listener_(std::move(options.listener)),
      log_(std::move(options.log)),
      has_terminal_(options.has_terminal),
      is_ended_(!options.has_container),
      container_(Session::Role::container, {*events_, buffer_, &log_}, [this](Session&) { container_completed(); }) {
  container_.ended = [this](const sys::ExitStatus& status) { owner_.process_ended(status); };
}

Supervisor::Loop::~Loop() {
  // Sessions first: they let go of their clients.
  starting_.clear();
  finished_.clear();
  execs_.clear();
  for (const auto& client : clients_)
    if (client->session != nullptr) client->session->detach(*client, true);
}

Result<void> Supervisor::Loop::begin() {
  const sigset_t handled = handled_signals();
  signals_ = sys::Fd(signalfd(-1, &handled, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!signals_.is_open()) return fail_errno(errno, "cannot make a signal descriptor");
  TRY(events_->add(signals_, EPOLLIN, [this](std::uint32_t) { on_signal(); }));
  if (listener_.is_open()) {
    TRY_ASSIGN(listener_watch_, events_->add(listener_, EPOLLIN, [this](std::uint32_t) { on_connection(); }));
  }
  return {};
}

Result<void> Supervisor::Loop::start(Child container) { return container_.start(std::move(container)); }

Result<void> Supervisor::Loop::run() { return events_->run(); }

// ---------------------------------------------------------------- signals and children

void Supervisor::Loop::on_signal() {
  std::array<signalfd_siginfo, 8> signals;
  const ssize_t size = ::read(signals_.get(), signals.data(), sizeof signals);
  const std::size_t count = size > 0 ? static_cast<std::size_t>(size) / sizeof(signalfd_siginfo) : 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (signals[i].ssi_signo == SIGCHLD) reap();
    if (signals[i].ssi_signo == SIGTERM) owner_.stop_asked();
    // SIGINT and SIGHUP come from a terminal that is not the supervisor's: ignored.
  }
}

void Supervisor::Loop::reap() {
  while (true) {
    // Peek first (WNOWAIT): a child that a caller waits for must not be reaped here. Without __WALL, so that
    // children with another exit signal (the container's first process) are not even seen.
    siginfo_t info{};
    if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0) return;
    if (check_known_child(info.si_pid)) continue;
    // It may be the process of an exec that was quicker than the word of its launcher: looked at again after that.
    if (!starting_.empty()) return;
    siginfo_t orphan{};
    if (waitid(P_PID, static_cast<id_t>(info.si_pid), &orphan, WEXITED | WNOHANG) != 0) return;
  }
}

bool Supervisor::Loop::check_known_child(pid_t pid) {
  const auto has_pid = [pid](const auto& session) { return session->pid() == pid; };
  if (container_.pid() == pid) return container_.check_process(), true;
  if (const auto exec = std::ranges::find_if(execs_, has_pid); exec != execs_.end()) {
    (*exec)->check_process();
    return true;
  }
  for (const auto& starting : starting_)
    if (starting->launcher == pid) {
      // Only its report counts. Reaped here, its Process is empty afterwards.
      starting->launcher = -1;
      (void)starting->pending.launcher.try_wait();
      return true;
    }
  for (const auto& child : children_)
    if (child->process.pid() == pid) return check_watched(*child), true;
  return false;
}

Result<void> Supervisor::Loop::watch_child(sys::Process process,
                                           std::move_only_function<void(const sys::ExitStatus&)> ended) {
  auto child = std::make_unique<WatchedChild>();
  child->process = std::move(process);
  child->ended = std::move(ended);
  TRY_ASSIGN(child->watch, events_->add(child->process.pidfd(), EPOLLIN,
                                        [this, watched = child.get()](std::uint32_t) { check_watched(*watched); }));
  children_.push_back(std::move(child));
  return {};
}

void Supervisor::Loop::check_watched(WatchedChild& child) {
  const auto result = child.process.try_wait();
  if (result && !result->has_value()) return;
  const sys::ExitStatus status = result ? **result : sys::ExitStatus{false, 255};
  if (!result) (void)child.process.release();
  events_->remove(child.watch);
  const auto place = std::ranges::find(children_, &child, &std::unique_ptr<WatchedChild>::get);
  const auto ended = std::move(*place);
  children_.erase(place);
  if (ended->ended) ended->ended(status);
}

// ---------------------------------------------------------------- the end

void Supervisor::Loop::tell_exit(Session& session) {
  const std::int32_t code = session.status()->shell_code();
  for (Client* client : session.clients()) {
    client->finish(MessageKind::exit, pack(code));
    client->update_watch(*events_);
  }
}

void Supervisor::Loop::container_completed() {
  log_.finish();
  owner_.output_drained(*container_.status());
  // A client that connected before the listener closes is told, a later one is refused by the kernel. The socket's name
  // stays: by now it may be that of the container's next run.
  if (listener_watch_ != 0) on_connection();
  is_ended_ = true;
  events_->remove(std::exchange(listener_watch_, 0));
  listener_.close();
  // Clients that have not asked yet do so in a moment, and are told then.
  tell_exit(container_);
  events_->after(end_patience, [this] { end_execs(); });
  stop_if_done();
}

void Supervisor::Loop::end_execs() {
  const Error ended(ErrorKind::wrong_state, "the container has ended");
  for (const auto& client : clients_) {
    if (client->is_finishing() && (client->flags & attach_is_lossless) != 0) continue;
    refuse(*client, ended);
    client->mark_dead();
  }
  execs_.clear();
  for (const auto& starting : starting_) abort_exec(*starting->session);
  stop_if_done();
}

void Supervisor::Loop::stop_if_done() {
  if (is_ended_ && std::ranges::all_of(clients_, &Client::is_done) && execs_.empty() && starting_.empty()) events_->stop();
}

}  // namespace skiff::supervisor
