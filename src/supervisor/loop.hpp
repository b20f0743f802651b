#pragma once

#include <array>
#include <memory>
#include <vector>

#include <skiff/supervisor/supervisor.hpp>

#include "client.hpp"
#include "session.hpp"

namespace skiff::supervisor {

/// The supervisor's inside: one event loop, the container's session, those of execs, and the clients.
class Supervisor::Loop {
 public:
  Loop(std::unique_ptr<sys::EventLoop> events, SupervisorOptions options, Owner& owner);
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  Result<void> begin();
  sys::EventLoop& events() { return *events_; }
  Result<Client*> add_client(sys::Fd connection);
  void attach(Client& client, std::uint32_t flags);
  Result<void> adopt_exec(sys::Fd connection, sys::Fd request, std::uint32_t flags);
  Result<void> exec(sys::Fd request, ExecDone done);
  Result<void> start(Child container);
  Result<void> signal(int number) { return container_.signal(number); }
  Result<void> watch_child(sys::Process process, std::move_only_function<void(const sys::ExitStatus&)> ended);
  Result<void> run();

 private:
  /// An exec whose launcher has not reported yet, with the session it will be.
  struct StartingExec {
    PendingExec pending;
    pid_t launcher = -1;
    std::unique_ptr<Session> session;
    sys::EventLoop::WatchId watch = 0;
  };
  struct WatchedChild {
    sys::Process process;
    std::move_only_function<void(const sys::ExitStatus&)> ended;
    sys::EventLoop::WatchId watch = 0;
  };

  // loop.cpp
  void on_signal();
  void reap();
  bool check_known_child(pid_t pid);
  void check_watched(WatchedChild& child);
  void container_completed();
  void end_execs();
  void tell_exit(Session& session);
  void stop_if_done();

  // clients.cpp
  void on_connection();
  void on_client(Client& client, std::uint32_t events);
  void handle(Client& client, Frame& received);
  void handle_request(Client& client, Frame& received);
  void handle_exec(Client& client, Frame& received);
  Result<StartingExec*> begin_exec(sys::Fd request);
  Result<void> begin_exec_of(Client& client, sys::Fd request, std::uint32_t flags);
  void finish_exec(StartingExec& starting);
  void abort_exec(const Session& session);
  void exec_completed(Session& session);
  void refuse(Client& client, const Error& error);
  void remove_client(Client& client);

  static constexpr std::size_t max_clients = 512;
  static constexpr std::size_t max_starting = 64;

  std::unique_ptr<sys::EventLoop> events_;
  Owner& owner_;
  std::array<char, max_output> buffer_;  // not initialized: untouched pages cost nothing
  sys::Fd listener_;
  sys::EventLoop::WatchId listener_watch_ = 0;
  sys::Fd signals_;
  LogWriter log_;
  bool has_terminal_ = false;
  bool is_ended_ = false;  ///< the container, if there is one, has ended and its clients were told
  std::vector<std::unique_ptr<Client>> clients_;
  Session container_;
  std::vector<std::unique_ptr<Session>> execs_;
  std::vector<std::unique_ptr<Session>> finished_;  ///< completed inside their own callbacks; destroyed a round later
  std::vector<std::unique_ptr<StartingExec>> starting_;
  std::vector<std::unique_ptr<WatchedChild>> children_;
};

}  // namespace skiff::supervisor
