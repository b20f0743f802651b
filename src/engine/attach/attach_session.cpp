#include "attach_session.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <poll.h>
#include <unistd.h>

#include <skiff/base/packed_error.hpp>
#include <skiff/supervisor/protocol.hpp>
#include <skiff/sys/terminal.hpp>

#include "attach_connection.hpp"
#include "detach_keys.hpp"
#include "signal_catcher.hpp"
#include "stream_writer.hpp"

namespace skiff::engine {

namespace {

using supervisor::MessageKind;

class AttachSession {
 public:
  AttachSession(sys::Fd socket, const Terminal& terminal, AttachOptions options, DetachKeys keys)
      : connection_(std::move(socket)),
        terminal_(terminal),
        redraw_(options.redraw),
        abandon_(std::move(options.abandon)),
        keys_(std::move(keys)),
        signals_(*std::move(options.signals)),
        output_(terminal.output),
        error_(terminal.error) {}

  /// Until there is a result. Every way out restores the terminal (raw_) and the signals.
  Result<AttachResult> run();

 private:
  Result<void> step();
  Result<void> on_message();
  Result<void> on_attached(std::uint32_t flags);
  Result<void> on_signal(int number);
  Result<void> on_input();
  Result<void> on_writable();
  Result<void> send_input(std::string_view bytes);
  Result<void> send_size();
  void count_interrupt();
  Result<void> enter_raw();
  void die(int number);
  bool wants_input() const;

  AttachConnection connection_;
  const Terminal& terminal_;
  Redraw redraw_;
  std::function<void()> abandon_;  ///< none once the program runs
  DetachKeys keys_;
  SignalCatcher signals_;
  StreamWriter output_;
  StreamWriter error_;
  StreamWriter* writer_ = nullptr;  ///< where pending_ goes
  std::string_view pending_;        ///< output in the connection's buffer: nothing is received before it is written
  std::optional<sys::RawMode> raw_;
  std::optional<AttachResult> result_;
  std::size_t credit_ = 0;
  bool has_terminal_ = false;  ///< the attached process has one
  bool is_input_ended_ = false;
  int interrupts_ = 0;
  std::chrono::steady_clock::time_point last_interrupt_;
};

bool AttachSession::wants_input() const {
  return terminal_.is_input_wanted && !is_input_ended_ && credit_ > keys_.held();
}

Result<AttachResult> AttachSession::run() {
  while (!result_) TRY(step());
  return *result_;
}

Result<void> AttachSession::step() {
  // A negative descriptor is passed over by poll(2).
  std::array<pollfd, 4> events{pollfd{signals_.fd().get(), POLLIN, 0},
                               pollfd{pending_.empty() ? connection_.socket().get() : -1, POLLIN, 0},
                               pollfd{pending_.empty() ? -1 : writer_->fd(), POLLOUT, 0},
                               pollfd{wants_input() ? terminal_.input : -1, POLLIN, 0}};
  if (poll(events.data(), events.size(), -1) < 0) {
    if (errno == EINTR) return {};
    return fail_errno(errno, "cannot wait for the container");
  }
  if (events[0].revents != 0)
    while (const auto number = signals_.take()) TRY(on_signal(*number));
  if (events[2].revents != 0) TRY(on_writable());
  if (events[1].revents != 0) TRY(on_message());
  if (events[3].revents != 0 && !result_) TRY(on_input());
  return {};
}

Result<void> AttachSession::on_message() {
  TRY_ASSIGN(const auto message, connection_.receive());
  if (!message) return std::unexpected(abandon_ ? start_interrupted() : supervisor_vanished());
  switch (message->kind) {
    case MessageKind::attached:
      return on_attached(supervisor::unpack<std::uint32_t>(message->payload));
    case MessageKind::output:
      writer_ = message->detail == 2 ? &error_ : &output_;
      pending_ = message->payload;
      return on_writable();
    case MessageKind::credit:
      credit_ += supervisor::unpack<std::uint32_t>(message->payload);
      return {};
    case MessageKind::exit:
      result_ = AttachResult{supervisor::unpack<std::int32_t>(message->payload), false};
      return {};
    case MessageKind::error:
      return std::unexpected(base::unpack_error(message->payload));
    case MessageKind::lost:
      return std::unexpected(Error(ErrorKind::io, "output lost: this terminal fell behind the container")
                                 .with_hint("the container goes on; skiff logs has what was lost"));
    default:
      return {};  // of a later version
  }
}

Result<void> AttachSession::on_attached(std::uint32_t flags) {
  has_terminal_ = (flags & supervisor::attached_has_terminal) != 0;
  abandon_ = nullptr;
  if (has_terminal_ && terminal_.is_input_wanted && sys::is_terminal(terminal_.input)) TRY(enter_raw());
  return send_size();
}

Result<void> AttachSession::enter_raw() {
  TRY_ASSIGN(auto raw, sys::RawMode::enter(terminal_.input));
  raw_.emplace(std::move(raw));
  return {};
}

Result<void> AttachSession::send_size() {
  if (!has_terminal_) return {};
  auto size = sys::window_size(terminal_.output);
  if (!size) size = sys::window_size(terminal_.input);
  if (!size) return {};
  const auto send = [&](std::uint16_t rows, std::uint16_t columns) {
    return connection_.send(MessageKind::resize, 0, supervisor::pack(supervisor::Resize{rows, columns}));
  };
  // A size that stays the same is no news to the program.
  if (std::exchange(redraw_, Redraw::no) == Redraw::wanted) TRY(send(size->rows, static_cast<std::uint16_t>(size->columns + 1)));
  return send(size->rows, size->columns);
}

Result<void> AttachSession::on_writable() {
  const auto count = writer_->write_some(pending_);
  if (count) {
    pending_.remove_prefix(*count);
    return {};
  }
  // As any program of a pipeline ends when its reader has: quietly, by SIGPIPE.
  if (count.error().errno_value() == EPIPE) die(SIGPIPE);
  return std::unexpected(count.error());
}

Result<void> AttachSession::on_signal(int number) {
  if (number == SIGWINCH) return send_size();
  if (number == SIGTSTP || number == SIGCONT) {
    const bool was_raw = raw_.has_value();
    if (number == SIGTSTP) {
      raw_.reset();
      raise(SIGSTOP);  // and on from here when continued
    }
    if (was_raw) {
      raw_.reset();
      TRY(enter_raw());
      TRY(send_size());
    }
    if (number == SIGTSTP) return {};
  }
  if (abandon_ && SignalCatcher::is_end(number)) {
    abandon_();
    die(number);
    return std::unexpected(start_interrupted());
  }
  if (number == SIGINT) count_interrupt();
  if (terminal_.has_signal_proxy && !raw_ && SignalCatcher::is_proxied(number))
    return connection_.send(MessageKind::signal, static_cast<std::uint16_t>(number));
  if (!SignalCatcher::is_deadly(number)) return {};
  die(number);
  return fail(ErrorKind::interrupted, "interrupted by signal {}", number);
}

void AttachSession::count_interrupt() {
  constexpr auto patience = std::chrono::seconds(3);
  const auto now = std::chrono::steady_clock::now();
  interrupts_ = now - last_interrupt_ < patience ? interrupts_ + 1 : 1;
  last_interrupt_ = now;
  if (interrupts_ == 3 && sys::is_terminal(terminal_.error) && terminal_.on_unheeded_interrupts)
    terminal_.on_unheeded_interrupts();
}

/// Ends the CLI as the signal would have. Returns only if the caller ignores it.
void AttachSession::die(int number) {
  raw_.reset();
  signals_.restore();
  raise(number);
}

Result<void> AttachSession::on_input() {
  std::array<char, supervisor::max_input> buffer;
  const std::size_t room = std::min(credit_, buffer.size()) - keys_.held();  // wants_input(): more than none
  const ssize_t count = ::read(terminal_.input, buffer.data(), room);
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return {};
  if (count < 0 && errno != EIO)  // EIO: a terminal that hung up
    return fail_errno(errno, "cannot read standard input");
  if (count <= 0) {
    is_input_ended_ = true;
    TRY(send_input(keys_.take_held()));
    return connection_.send(MessageKind::input_end);
  }
  const std::string_view typed(buffer.data(), static_cast<std::size_t>(count));
  if (!has_terminal_) return send_input(typed);
  std::string passed;
  const bool is_leaving = keys_.feed(typed, passed);
  TRY(send_input(passed));
  if (!is_leaving) return {};
  result_ = AttachResult{0, true};
  return connection_.send(MessageKind::leave);
}

Result<void> AttachSession::send_input(std::string_view bytes) {
  if (bytes.empty()) return {};
  credit_ -= std::min(credit_, bytes.size());
  return connection_.send(MessageKind::input, 0, bytes);
}

}  // namespace

Result<AttachResult> attach_session(sys::Fd connection, const Terminal& terminal, AttachOptions options) {
  TRY_ASSIGN(DetachKeys keys, DetachKeys::parse(terminal.detach_keys));
  if (!options.signals) {
    TRY_ASSIGN(SignalCatcher signals, SignalCatcher::make());
    options.signals.emplace(std::move(signals));
  }
  return AttachSession(std::move(connection), terminal, std::move(options), std::move(keys)).run();
}

namespace {

/// Waits for a message; a signal that ends this process meanwhile undoes first what it has begun.
Result<void> wait_for_message(const sys::Fd& socket, AttachOptions& options) {
  while (options.signals) {
    std::array<pollfd, 2> events{pollfd{socket.get(), POLLIN, 0}, pollfd{options.signals->fd().get(), POLLIN, 0}};
    if (poll(events.data(), events.size(), -1) < 0 && errno != EINTR) return fail_errno(errno, "cannot wait for the container");
    if (const auto number = options.signals->take()) {
      if (options.abandon) options.abandon();
      options.signals->restore();
      raise(*number);
      return std::unexpected(start_interrupted());
    }
    if (events[0].revents != 0) break;
  }
  return {};
}

}  // namespace

Result<void> wait_until_attached(const sys::Fd& socket, AttachOptions options) {
  TRY_ASSIGN(sys::Fd copy, socket.duplicate());
  AttachConnection connection(std::move(copy));
  while (true) {
    TRY(wait_for_message(socket, options));
    TRY_ASSIGN(const auto message, connection.receive());
    if (!message) return std::unexpected(start_interrupted());
    if (message->kind == MessageKind::attached) return {};
    if (message->kind == MessageKind::error) return std::unexpected(base::unpack_error(message->payload));
  }
}

Result<std::optional<int>> wait_for_exit(const sys::Fd& socket) {
  TRY_ASSIGN(sys::Fd copy, socket.duplicate());
  AttachConnection connection(std::move(copy));
  while (true) {
    TRY_ASSIGN(const auto message, connection.receive());
    if (!message) return std::optional<int>();
    if (message->kind == MessageKind::exit) return std::optional<int>(supervisor::unpack<std::int32_t>(message->payload));
    if (message->kind == MessageKind::error) return std::unexpected(base::unpack_error(message->payload));
  }
}

}  // namespace skiff::engine
