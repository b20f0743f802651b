#pragma once

#include <array>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include <skiff/supervisor/log_writer.hpp>
#include <skiff/supervisor/supervisor.hpp>
#include <skiff/sys/event_loop.hpp>
#include <skiff/sys/process.hpp>
#include <skiff/sys/terminal.hpp>

#include "client.hpp"
#include "ring.hpp"

namespace skiff::supervisor {

/// A process with its streams, and the clients attached to it: the container, or one exec. Output goes to the log first,
/// then to the clients. Reading stops while a client is full, which is the only way in which a client holds a container.
class Session {
 public:
  enum class Role { container, exec };
  struct Parts {
    sys::EventLoop& loop;
    std::span<char> buffer;  ///< shared by all sessions of the loop: nothing stays in it between two callbacks
    LogWriter* log;          ///< null: nothing is logged
  };
  Session(Role role, Parts parts, std::function<void(Session&)> completed);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();

  Result<void> start(Child child);

  /// Client's phase, flags and session are set here; `attached` is the caller's to send.
  void attach(Client& client, std::uint32_t flags);
  /// `has_left`: a person detached. Else the connection just ended.
  void detach(Client& client, bool has_left);
  void input(Client& client, std::string_view bytes);
  void input_end(Client& client);
  /// `stream` has no reader behind this client any more: of a foreground client the process finds it closed.
  void reader_gone(const Client& client, LogStream stream);
  void resize(sys::WindowSize size);
  Result<void> signal(int number);
  /// A client's queue got shorter.
  void client_drained(Client& client);

  /// The process may have ended: reaps it if so.
  void check_process();
  pid_t pid() const { return child_.process.pid(); }
  const sys::Fd& pidfd() const { return child_.process.pidfd(); }
  bool is_running() const { return is_started_ && !status_; }
  const std::optional<sys::ExitStatus>& status() const { return status_; }
  const std::vector<Client*>& clients() const { return clients_; }
  /// Called when the process has ended, before its output is drained.
  std::function<void(const sys::ExitStatus&)> ended;
  /// An exec that no client asked for: told when it is complete, or did not start.
  ExecDone done;

 private:
  struct Source {
    sys::Fd* fd = nullptr;
    LogStream stream = LogStream::output;
    sys::EventLoop::WatchId watch = 0;
  };
  Result<void> watch_streams();
  void on_source(Source& source, std::uint32_t events);
  void read(Source& source);
  void deliver(LogStream stream, std::string_view bytes);
  void end_source(Source& source);
  void update_watches();
  bool is_blocked() const;
  void watch_fullness(Client& client);
  void write_input();
  void close_input();
  void offer_input();
  const sys::Fd& input_fd() const { return child_.terminal.is_open() ? child_.terminal : child_.input; }
  void complete_if_drained();

  Role role_;
  Parts parts_;
  std::function<void(Session&)> completed_;
  Child child_;
  sys::Fd slave_;  ///< keeps the terminal from ending while the process lives and has it closed
  std::array<Source, 2> sources_;
  std::vector<Client*> clients_;
  Ring input_;
  Client* input_owner_ = nullptr;
  sys::EventLoop::WatchId input_watch_ = 0;
  sys::EventLoop::WatchId process_watch_ = 0;
  sys::EventLoop::TimerId drain_timer_ = 0;
  std::optional<sys::ExitStatus> status_;
  bool is_started_ = false;
  bool is_input_ended_ = false;
  bool is_complete_ = false;
};

}  // namespace skiff::supervisor
