#include "session.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace skiff::supervisor {

namespace {

/// How long a stream may stay open when its process has ended: another may hold it, also one of another pid namespace.
constexpr std::chrono::seconds drain_patience(2);
/// How long a client that may be cut off holds its container.
constexpr std::chrono::milliseconds client_patience(100);

}  // namespace

Session::Session(Role role, Parts parts, std::function<void(Session&)> completed)
    : role_(role), parts_(parts), completed_(std::move(completed)), input_(input_window) {}

Session::~Session() {
  for (Client* client : std::vector<Client*>(clients_)) detach(*client, true);
  for (Source& source : sources_) parts_.loop.remove(source.watch);
  parts_.loop.remove(input_watch_);
  parts_.loop.remove(process_watch_);
  parts_.loop.cancel(drain_timer_);
  // Another process may outlive its supervisor's interest (an exec in a foreign pid namespace): it is not killed here.
  if (child_.process.is_valid()) (void)child_.process.release();
}

Result<void> Session::start(Child child) {
  child_ = std::move(child);
  is_started_ = true;
  TRY(watch_streams());
  TRY_ASSIGN(process_watch_, parts_.loop.add(pidfd(), EPOLLIN, [this](std::uint32_t) { check_process(); }));
  if (role_ == Role::exec && clients_.empty()) close_input();
  offer_input();
  update_watches();
  return {};
}

Result<void> Session::watch_streams() {
  for (const sys::Fd* fd : {&child_.input, &child_.output, &child_.error, &child_.terminal})
    if (fd->is_open()) TRY(sys::set_nonblocking(*fd, true));
  if (child_.terminal.is_open()) {
    sources_[0] = Source{&child_.terminal, LogStream::output, 0};
    // TIOCGPTPEER (4.13) opens the slave without a path. A process that closes its last descriptor of it, to open it
    // again later, must not end the terminal (EIO at the master): so one is held here until the process has ended.
    slave_ = sys::Fd(ioctl(child_.terminal.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
  } else {
    sources_[0] = Source{&child_.output, LogStream::output, 0};
    sources_[1] = Source{&child_.error, LogStream::error, 0};
    if (child_.input.is_open()) {
      TRY_ASSIGN(input_watch_, parts_.loop.add(child_.input, 0, [this](std::uint32_t) {
                   write_input();
                   update_watches();
                 }));
    }
  }
  for (Source& source : sources_) {
    if (source.fd == nullptr || !source.fd->is_open()) continue;
    TRY_ASSIGN(source.watch, parts_.loop.add(*source.fd, 0, [this, &source](std::uint32_t events) {
      on_source(source, events);
    }));
  }
  return {};
}

void Session::on_source(Source& source, std::uint32_t events) {
  if ((events & EPOLLOUT) != 0) write_input();
  if ((events & ~EPOLLOUT) != 0 && !is_blocked()) read(source);
  update_watches();
  complete_if_drained();
}

void Session::read(Source& source) {
  ssize_t count = 0;
  do {
    count = ::read(source.fd->get(), parts_.buffer.data(), max_output);
  } while (count < 0 && errno == EINTR);
  if (count > 0) return deliver(source.stream, {parts_.buffer.data(), static_cast<std::size_t>(count)});
  if (count < 0 && errno == EAGAIN) return;
  end_source(source);  // the end, or EIO: the last slave of a terminal was closed
}

void Session::deliver(LogStream stream, std::string_view bytes) {
  if (parts_.log != nullptr) parts_.log->write(stream, bytes);
  for (Client* client : clients_) {
    if ((client->flags & attach_without_output) != 0 || client->is_finishing()) continue;
    client->send(MessageKind::output, static_cast<std::uint16_t>(stream), bytes);
    watch_fullness(*client);
  }
}

void Session::watch_fullness(Client& client) {
  client.update_watch(parts_.loop);
  const bool may_be_cut_off = (client.flags & attach_is_lossless) == 0;
  if (!may_be_cut_off || client.deadline != 0 || client.is_dead() || !client.is_full()) return;
  client.deadline = parts_.loop.after(client_patience, [this, &client] {
    client.deadline = 0;
    if (!client.is_half_empty()) client.cut_off();
    client.update_watch(parts_.loop);
    update_watches();
  });
}

void Session::client_drained(Client& client) {
  if (client.deadline != 0 && client.is_half_empty()) parts_.loop.cancel(std::exchange(client.deadline, 0));
  update_watches();
}

bool Session::is_blocked() const {
  return std::ranges::any_of(clients_, [](const Client* client) {
    return !client->is_dead() && !client->is_finishing() && client->is_full();
  });
}

void Session::end_source(Source& source) {
  parts_.loop.remove(std::exchange(source.watch, 0));
  if (source.fd == &child_.terminal) {
    close_input();
    child_.terminal.close();
  } else {
    source.fd->close();
  }
}

void Session::update_watches() {
  constexpr std::uint32_t in = EPOLLIN;
  constexpr std::uint32_t out = EPOLLOUT;
  const std::uint32_t reading = is_blocked() ? 0 : in;
  const std::uint32_t writing = input_.is_empty() ? 0 : out;
  for (const Source& source : sources_) {
    if (source.watch == 0) continue;
    (void)parts_.loop.modify(source.watch, reading | (source.fd == &child_.terminal ? writing : 0));
  }
  if (input_watch_ != 0) (void)parts_.loop.modify(input_watch_, writing);
}

// ---------------------------------------------------------------- clients

void Session::attach(Client& client, std::uint32_t flags) {
  client.phase = Client::Phase::attached;
  client.flags = flags;
  client.session = this;
  clients_.push_back(&client);
  if (status_) client.make_final_room();
  offer_input();
}

void Session::detach(Client& client, bool has_left) {
  std::erase(clients_, &client);
  client.session = nullptr;
  parts_.loop.cancel(std::exchange(client.deadline, 0));
  const bool had_input = std::exchange(input_owner_, input_owner_ == &client ? nullptr : input_owner_) == &client;
  if (role_ == Role::exec) {
    // No client can come back to an exec. A terminal that was just closed hangs up, as any terminal does; a person who
    // detached wants the process to go on.
    if (!child_.terminal.is_open()) {
      close_input();
    } else if (!has_left) {
      slave_.close();
      end_source(sources_[0]);
    }
  } else if (had_input && !has_left && (client.flags & attach_is_lossless) != 0 && !child_.terminal.is_open()) {
    is_input_ended_ = true;
    write_input();
  }
  offer_input();
  update_watches();
  complete_if_drained();
}

void Session::offer_input() {
  if (input_owner_ != nullptr || !is_started_ || is_input_ended_ || !input_fd().is_open()) return;
  const auto next = std::ranges::find_if(clients_, [](const Client* client) {
    return (client->flags & attach_wants_input) != 0 && !client->is_dead() && !client->is_finishing();
  });
  if (next == clients_.end()) return;
  input_owner_ = *next;
  input_owner_->grant(input_.free());
  input_owner_->update_watch(parts_.loop);
}

void Session::input(Client& client, std::string_view bytes) {
  if (!client.take_credit(bytes.size())) return client.mark_dead();
  if (&client != input_owner_ || is_input_ended_ || !input_fd().is_open()) return;
  if (!input_.put(bytes)) return client.mark_dead();
  write_input();
  update_watches();
}

void Session::input_end(Client& client) {
  // A terminal has no end of input: Ctrl-D is a character.
  if (&client != input_owner_ || child_.terminal.is_open()) return;
  is_input_ended_ = true;
  write_input();
  update_watches();
}

void Session::reader_gone(const Client& client, LogStream stream) {
  if ((client.flags & attach_is_lossless) == 0 || child_.terminal.is_open()) return;
  for (Source& source : sources_)
    if (source.watch != 0 && source.stream == stream) end_source(source);
  complete_if_drained();
}

void Session::write_input() {
  std::size_t written = 0;
  while (!input_.is_empty() && input_fd().is_open()) {
    const auto pieces = input_.pieces(0, input_.used());
    const ssize_t count = writev(input_fd().get(), pieces.data(), pieces.size());
    if (count > 0) {
      input_.take(static_cast<std::size_t>(count));
      written += static_cast<std::size_t>(count);
      continue;
    }
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) break;
    // EPIPE: the process closed its input. No more credit is given, so its writer waits as long as the container lives.
    input_.release();
    if (!child_.terminal.is_open()) close_input();
    return;
  }
  if (input_owner_ != nullptr && written > 0) {
    input_owner_->grant(written);
    input_owner_->update_watch(parts_.loop);
  }
  if (is_input_ended_ && input_.is_empty()) close_input();
}

void Session::close_input() {
  is_input_ended_ = true;
  input_.release();
  parts_.loop.remove(std::exchange(input_watch_, 0));
  child_.input.close();
}

void Session::resize(sys::WindowSize size) {
  if (child_.terminal.is_open()) (void)sys::set_window_size(child_.terminal, size);
}

Result<void> Session::signal(int number) {
  if (!is_running()) return fail(ErrorKind::wrong_state, "cannot send {}: the process does not run", sys::signal_name(number));
  return child_.process.signal(number);
}

// ---------------------------------------------------------------- the end

void Session::check_process() {
  if (!is_running()) return;
  auto result = child_.process.try_wait();
  if (result && !result->has_value()) return;
  // Another process's child cannot be waited for: then its end is known and its code is not.
  status_ = result ? **result : sys::ExitStatus{false, 255};
  parts_.loop.remove(std::exchange(process_watch_, 0));
  slave_.close();
  for (Client* client : clients_) client->make_final_room();
  drain_timer_ = parts_.loop.after(drain_patience, [this] {
    drain_timer_ = 0;
    for (Source& source : sources_)
      if (source.watch != 0) end_source(source);
    complete_if_drained();
  });
  if (ended) ended(*status_);
  update_watches();
  complete_if_drained();
}

void Session::complete_if_drained() {
  const bool is_drained = std::ranges::none_of(sources_, [](const Source& source) { return source.watch != 0; });
  if (!status_ || !is_drained || is_complete_) return;
  is_complete_ = true;
  parts_.loop.cancel(std::exchange(drain_timer_, 0));
  close_input();
  completed_(*this);
}

}  // namespace skiff::supervisor
