#include <cerrno>
#include <csignal>
#include <sys/epoll.h>

#include <skiff/base/packed_error.hpp>
#include <skiff/sys/socket.hpp>

#include "loop.hpp"

/// The part of the loop that speaks with clients.
namespace skiff::supervisor {

// ---------------------------------------------------------------- coming and going

void Supervisor::Loop::on_connection() {
  while (true) {
    auto connection = sys::accept_own(listener_);
    if (!connection) {
      if (connection.error().errno_value() == EAGAIN) return;
      // Out of descriptors or memory: a pause instead of a loop at full speed. The connection waits in the backlog.
      (void)events_->modify(listener_watch_, 0);
      events_->after(std::chrono::milliseconds(100), [this] {
        if (listener_watch_ != 0) (void)events_->modify(listener_watch_, EPOLLIN);
      });
      return;
    }
    auto client = add_client(*std::move(connection));
    if (client && clients_.size() > max_clients)
      refuse(**client, Error(ErrorKind::no_space, fmt::format("more than {} clients of one container", max_clients)));
  }
}

Result<Client*> Supervisor::Loop::add_client(sys::Fd connection) {
  auto client = std::make_unique<Client>(std::move(connection));
  TRY_ASSIGN(client->watch,
             events_->add(client->connection(), EPOLLIN,
                          [this, added = client.get()](std::uint32_t events) { on_client(*added, events); }));
  clients_.push_back(std::move(client));
  return clients_.back().get();
}

void Supervisor::Loop::remove_client(Client& client) {
  events_->remove(client.watch);
  client.watch = 0;
  const auto place = std::ranges::find(clients_, &client, &std::unique_ptr<Client>::get);
  const auto removed = std::move(*place);
  clients_.erase(place);
  // What it asked for and does not run yet must not run behind its back.
  if (client.phase == Client::Phase::starting && client.session != nullptr) abort_exec(*client.session);
  if (client.session != nullptr) client.session->detach(client, client.is_finishing());
  stop_if_done();
}

void Supervisor::Loop::refuse(Client& client, const Error& error) {
  client.finish(MessageKind::error, base::pack_error(error));
  client.update_watch(*events_);
}

void Supervisor::Loop::on_client(Client& client, std::uint32_t events) {
  if ((events & EPOLLOUT) != 0) {
    client.flush();
    client.update_watch(*events_);
    if (client.session != nullptr) client.session->client_drained(client);
  }
  // A bounded number of messages, so that no client keeps the loop to itself.
  for (int count = 0; count < 16 && !client.is_done(); ++count) {
    Frame received;
    const auto receipt = receive_frame(client.connection(), buffer_, false, received);
    if (receipt == Receipt::nothing) break;
    if (receipt != Receipt::message) return remove_client(client);
    handle(client, received);
  }
  if (client.is_done()) remove_client(client);
}

// ---------------------------------------------------------------- messages

void Supervisor::Loop::handle(Client& client, Frame& received) {
  if (client.is_finishing()) return;
  if (client.phase == Client::Phase::greeting) {
    // The version is for later ones to look at; a kind that this version lacks is answered one by one.
    if (received.header.kind != MessageKind::hello)
      return refuse(client, Error(ErrorKind::invalid, "a client spoke before hello"));
    client.phase = Client::Phase::idle;
    client.send(MessageKind::welcome, 0, pack(protocol_version));
    return client.update_watch(*events_);
  }
  Session* session = client.session;
  switch (received.header.kind) {
    case MessageKind::attach:
    case MessageKind::exec:
      return handle_request(client, received);
    case MessageKind::input:
      if (session != nullptr) session->input(client, received.payload);
      return;
    case MessageKind::input_end:
      if (session != nullptr) session->input_end(client);
      return;
    case MessageKind::resize: {
      const auto size = unpack<Resize>(received.payload);
      if (session != nullptr) session->resize({size.rows, size.columns});
      return;
    }
    case MessageKind::signal:
      if (session != nullptr && received.header.detail >= 1 && received.header.detail <= 64)
        (void)session->signal(received.header.detail);
      return;
    case MessageKind::reader_gone:
      if (session != nullptr && (received.header.detail == 1 || received.header.detail == 2))
        session->reader_gone(client, static_cast<LogStream>(received.header.detail));
      return;
    case MessageKind::leave:
      if (session != nullptr) session->detach(client, true);
      return client.mark_dead();
    default:
      client.send(MessageKind::error, 0,
                  base::pack_error(Error(ErrorKind::unsupported,
                                   fmt::format("this supervisor does not know request {}",
                                               static_cast<unsigned>(received.header.kind)))));
      return client.update_watch(*events_);
  }
}

void Supervisor::Loop::handle_request(Client& client, Frame& received) {
  if (client.phase != Client::Phase::idle)
    return refuse(client, Error(ErrorKind::invalid, "a client asked twice"));
  if (received.header.kind == MessageKind::exec) return handle_exec(client, received);
  attach(client, unpack<std::uint32_t>(received.payload));
}

void Supervisor::Loop::attach(Client& client, std::uint32_t flags) {
  const std::uint32_t answer = has_terminal_ ? attached_has_terminal : 0;
  client.send(MessageKind::attached, 0, pack(answer));
  if (is_ended_ && container_.status()) {
    client.finish(MessageKind::exit, pack(std::int32_t{container_.status()->shell_code()}));
  } else {
    container_.attach(client, flags);
  }
  client.update_watch(*events_);
}

// ---------------------------------------------------------------- exec

void Supervisor::Loop::handle_exec(Client& client, Frame& received) {
  if (!container_.is_running())
    return refuse(client, Error(ErrorKind::wrong_state, "the container is not running"));
  if (!received.descriptor.is_open()) return refuse(client, Error(ErrorKind::invalid, "an exec without a request"));
  const auto flags = unpack<std::uint32_t>(received.payload);
  if (const auto begun = begin_exec_of(client, std::move(received.descriptor), flags); !begun) refuse(client, begun.error());
}

Result<void> Supervisor::Loop::begin_exec_of(Client& client, sys::Fd request, std::uint32_t flags) {
  TRY_ASSIGN(StartingExec* const starting, begin_exec(std::move(request)));
  starting->session->attach(client, flags | attach_is_lossless);
  client.phase = Client::Phase::starting;
  return {};
}

Result<void> Supervisor::Loop::adopt_exec(sys::Fd connection, sys::Fd request, std::uint32_t flags) {
  TRY_ASSIGN(Client* const client, add_client(std::move(connection)));
  if (const auto begun = begin_exec_of(*client, std::move(request), flags); !begun) refuse(*client, begun.error());
  return {};
}

Result<void> Supervisor::Loop::exec(sys::Fd request, ExecDone done) {
  TRY_ASSIGN(StartingExec* const starting, begin_exec(std::move(request)));
  starting->session->done = std::move(done);
  return {};
}

Result<Supervisor::Loop::StartingExec*> Supervisor::Loop::begin_exec(sys::Fd request) {
  if (starting_.size() >= max_starting) return fail(ErrorKind::no_space, "more than {} execs are starting", max_starting);
  auto starting = std::make_unique<StartingExec>();
  TRY_ASSIGN(starting->pending, owner_.begin_exec(std::move(request)));
  starting->launcher = starting->pending.launcher.pid();
  starting->session = std::make_unique<Session>(Session::Role::exec, Session::Parts{*events_, buffer_, nullptr},
                                                [this](Session& session) { exec_completed(session); });
  TRY_ASSIGN(starting->watch, events_->add(starting->pending.report, EPOLLIN,
                                           [this, begun = starting.get()](std::uint32_t) { finish_exec(*begun); }));
  starting_.push_back(std::move(starting));
  return starting_.back().get();
}

/// Whatever its launcher or its process waits for: the report ends, and with it the exec. The process is not reaped before.
void Supervisor::Loop::abort_exec(const Session& session) {
  for (const auto& starting : starting_) {
    if (starting->session.get() != &session) continue;
    (void)starting->pending.launcher.signal(SIGKILL);
    if (const pid_t process = starting->pending.started.get(); process > 0) (void)kill(process, SIGKILL);
  }
}

void Supervisor::Loop::finish_exec(StartingExec& starting) {
  events_->remove(starting.watch);
  const auto place = std::ranges::find(starting_, &starting, &std::unique_ptr<StartingExec>::get);
  const auto begun = std::move(*place);
  starting_.erase(place);
  auto child = owner_.finish_exec(begun->pending);
  // The launcher that has reported has nothing more to do: it is reaped as an orphan. Another is killed here.
  if (child) (void)begun->pending.launcher.release();
  events_->after({}, [this] { reap(); });  // what ended meanwhile was left alone
  Session& session = *begun->session;
  Client* client = session.clients().empty() ? nullptr : session.clients().front();
  if (!child) {
    if (session.done) session.done(std::unexpected(child.error()));
    if (client != nullptr) {
      session.detach(*client, true);
      refuse(*client, child.error());
    }
    return stop_if_done();
  }
  if (client != nullptr) {
    client->phase = Client::Phase::attached;
    const std::uint32_t answer = child->terminal.is_open() ? attached_has_terminal : 0;
    if ((client->flags & exec_is_detached) != 0) {
      session.detach(*client, true);
      client->finish(MessageKind::attached, pack(answer));
    } else {
      client->send(MessageKind::attached, 0, pack(answer));
    }
    client->update_watch(*events_);
  }
  execs_.push_back(std::move(begun->session));
  if (const auto started = session.start(*std::move(child)); !started) {
    if (client != nullptr) refuse(*client, started.error());
  }
}

void Supervisor::Loop::exec_completed(Session& session) {
  tell_exit(session);
  if (session.done) session.done(*session.status());
  for (Client* client : std::vector<Client*>(session.clients())) session.detach(*client, true);
  const auto place = std::ranges::find(execs_, &session, &std::unique_ptr<Session>::get);
  if (place == execs_.end()) return;
  finished_.push_back(std::move(*place));
  execs_.erase(place);
  events_->after({}, [this] {
    finished_.clear();
    stop_if_done();
  });
}

}  // namespace skiff::supervisor
