#include "attach_session.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <poll.h>
#include <unistd.h>

#include <skiff/base/packed_error.hpp>
#include <skiff/supervisor/protocol.hpp>

#include "detach_keys.hpp"
#include "pump.hpp"
#include "signal_catcher.hpp"

namespace skiff::engine {

namespace {

using supervisor::MessageKind;
using Clock = std::chrono::steady_clock;

/// A program that draws its screen anew has to see the other size before it sees the right one.
constexpr std::chrono::milliseconds redraw_pause(100);
/// Between two Ctrl-D for a terminal whose input has ended.
constexpr std::chrono::seconds end_pause(1);
/// How long a program whose reader is gone may take to end.
constexpr std::chrono::seconds closing_time(1);
constexpr std::chrono::seconds killing_time(5);
constexpr std::string_view end_of_transmission = "\x04";
constexpr std::string_view end_of_line_and_transmission = "\n\x04";

/// The part that knows the caller's terminal and signals; Pump is the rest.
class AttachSession {
 public:
  AttachSession(sys::Fd socket, const Terminal& terminal, AttachOptions options, DetachKeys keys)
      : pump_(std::move(socket), terminal.output, terminal.error, options.abandon != nullptr),
        terminal_(terminal),
        options_(std::move(options)),
        keys_(std::move(keys)),
        signals_(*options_.signals) {}

  /// Until there is a result. Every way out restores the terminal (raw_) and the signals.
  Result<AttachResult> run();

 private:
  Result<void> step();
  Result<void> on_message();
  Result<void> on_timer();
  Result<void> on_signal(const CaughtSignal& signal);
  Result<void> on_input();
  Result<void> on_input_end();
  Result<void> on_reader_gone(int stream);
  Result<void> suspend(bool is_stopping);
  Result<void> send_size();
  void count_interrupt();
  Result<void> enter_raw();
  bool wants_input() const;
  bool is_proxying() const { return terminal_.has_signal_proxy && !raw_; }
  int patience() const;

  Pump pump_;
  const Terminal& terminal_;
  AttachOptions options_;
  DetachKeys keys_;
  SignalCatcher& signals_;
  std::optional<sys::RawMode> raw_;
  std::optional<AttachResult> result_;
  std::optional<Clock::time_point> timer_;  ///< for the second size, a further Ctrl-D, or the end of closing_time
  bool is_input_ended_ = false;
  bool is_line_open_ = false;  ///< the last line of the input has no end yet
  bool is_closing_ = false;  ///< the reader of the output is gone, and the program is given time to end
  bool is_killed_ = false;   ///< that time was over
  int interrupts_ = 0;
  Clock::time_point last_interrupt_;
};

bool AttachSession::wants_input() const {
  return terminal_.is_input_wanted && !is_input_ended_ && pump_.credit() > keys_.held();
}

int AttachSession::patience() const {
  if (!timer_) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*timer_ - Clock::now());
  return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

Result<AttachResult> AttachSession::run() {
  while (!result_) TRY(step());
  return *result_;
}

Result<void> AttachSession::step() {
  // A negative descriptor is passed over by poll(2).
  std::array<pollfd, 4> events{pollfd{signals_.fd().get(), POLLIN, 0}, pump_.connection(), pump_.writable(),
                               pollfd{wants_input() ? terminal_.input : -1, POLLIN, 0}};
  if (poll(events.data(), events.size(), patience()) < 0) {
    if (errno == EINTR) return {};
    return fail_errno(errno, "cannot wait for the container");
  }
  if (timer_ && Clock::now() >= *timer_) TRY(on_timer());
  if (events[0].revents != 0)
    while (const auto signal = signals_.take()) TRY(on_signal(*signal));
  if (events[2].revents != 0) TRY(pump_.write());
  if (events[1].revents != 0) TRY(on_message());
  if (const auto stream = pump_.closed_stream()) TRY(on_reader_gone(*stream));
  if (events[3].revents != 0 && !result_) TRY(on_input());
  return {};
}

Result<void> AttachSession::on_message() {
  const bool was_attached = pump_.is_attached();
  auto received = pump_.receive();
  // A supervisor of an earlier version knows nothing of readers: the program goes on, as it does there.
  if (is_closing_ && (!received || pump_.exit_code())) {
    result_ = AttachResult{128 + SIGPIPE, false, SIGPIPE};
    return {};
  }
  TRY(std::move(received));
  if (pump_.exit_code()) result_ = AttachResult{*pump_.exit_code(), false, 0};
  if (was_attached || !pump_.is_attached()) return {};
  options_.abandon = nullptr;
  if (pump_.has_terminal() && terminal_.is_input_wanted && sys::is_terminal(terminal_.input)) TRY(enter_raw());
  if (!options_.is_joining) return send_size();
  const auto size = caller_size(terminal_);
  if (!pump_.has_terminal() || !size) return {};
  timer_ = Clock::now() + redraw_pause;
  return pump_.resize({size->rows, static_cast<std::uint16_t>(size->columns + 1)});
}

Result<void> AttachSession::on_timer() {
  timer_.reset();
  if (is_closing_) {
    if (options_.reader_gone == ReaderGone::end_program && !std::exchange(is_killed_, true)) {
      // Its end is waited for: what was sent is lost if this side closes the connection before it has read everything.
      timer_ = Clock::now() + killing_time;
      return pump_.signal(SIGKILL);
    }
    result_ = AttachResult{128 + SIGPIPE, false, SIGPIPE};
    return {};
  }
  if (is_input_ended_ && !options_.is_joining) return on_input_end();
  return send_size();
}

Result<void> AttachSession::enter_raw() {
  TRY_ASSIGN(auto raw, sys::RawMode::enter(terminal_.input));
  raw_.emplace(std::move(raw));
  return {};
}

Result<void> AttachSession::send_size() {
  const auto size = caller_size(terminal_);
  if (!pump_.has_terminal() || !size) return {};
  return pump_.resize(*size);
}

/// As the writer of a plain pipe finds its reader gone. A terminal has no reader of its own: its program goes on.
Result<void> AttachSession::on_reader_gone(int stream) {
  raw_.reset();
  if (options_.reader_gone == ReaderGone::leave || pump_.has_terminal()) {
    result_ = AttachResult{128 + SIGPIPE, false, SIGPIPE};
    return {};
  }
  is_closing_ = true;
  timer_ = Clock::now() + closing_time;
  pump_.drop_output();
  return pump_.close_stream(stream);
}

/// Stops the caller as its terminal asked (or is told that it goes on), with the terminal as it was found meanwhile.
Result<void> AttachSession::suspend(bool is_stopping) {
  const bool was_raw = raw_.has_value();
  if (is_stopping) {
    raw_.reset();
    if (terminal_.on_suspend) terminal_.on_suspend();  // and on from here when continued
  }
  if (!was_raw) return {};
  raw_.reset();
  TRY(enter_raw());
  return send_size();
}

Result<void> AttachSession::on_signal(const CaughtSignal& signal) {
  // What the terminal sends to a job is the caller's own: it changes its size, stops, and survives what it ignores (nohup, a
  // script's background). What a process sends is meant for the program.
  const bool is_passed_on = is_proxying() && !(signal.is_of_kernel && signal.is_ignored);
  if (signal.number == SIGWINCH) {
    TRY(send_size());
    return is_passed_on && !signal.is_of_kernel ? pump_.signal(signal.number) : Result<void>();
  }
  if (signal.number == SIGTSTP && (signal.is_of_kernel || !is_passed_on))
    return signal.is_ignored ? Result<void>() : suspend(true);
  if (signal.number == SIGCONT) TRY(suspend(false));
  if (options_.abandon && SignalCatcher::is_end(signal.number) && !signal.is_ignored) {
    options_.abandon();
    result_ = AttachResult{128 + signal.number, false, signal.number};
    return {};
  }
  if (signal.number == SIGINT) count_interrupt();
  if (is_passed_on) return pump_.signal(signal.number);
  if (signal.is_ignored || signal.number == SIGCONT) return {};
  result_ = AttachResult{128 + signal.number, false, signal.number};
  return {};
}

void AttachSession::count_interrupt() {
  constexpr auto short_time = std::chrono::seconds(3);
  const auto now = Clock::now();
  interrupts_ = now - last_interrupt_ < short_time ? interrupts_ + 1 : 1;
  last_interrupt_ = now;
  if (interrupts_ == 3 && sys::is_terminal(terminal_.error) && terminal_.on_unheeded_interrupts)
    terminal_.on_unheeded_interrupts();
}

Result<void> AttachSession::on_input() {
  std::array<char, supervisor::max_input> buffer;
  const std::size_t room = std::min(pump_.credit(), buffer.size()) - keys_.held();  // wants_input(): more than none
  const ssize_t count = ::read(terminal_.input, buffer.data(), room);
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return {};
  if (count < 0 && errno != EIO)  // EIO: a terminal that hung up
    return fail_errno(errno, "cannot read standard input");
  if (count <= 0) {
    is_input_ended_ = true;
    TRY(pump_.send_input(keys_.take_held()));
    return on_input_end();
  }
  const std::string_view typed(buffer.data(), static_cast<std::size_t>(count));
  is_line_open_ = !typed.ends_with('\n') && !typed.ends_with('\r');
  if (!pump_.has_terminal()) return pump_.send_input(typed);
  std::string passed;
  const bool is_leaving = keys_.feed(typed, passed);
  TRY(pump_.send_input(passed));
  if (!is_leaving) return {};
  result_ = AttachResult{0, true, 0};
  return pump_.leave();
}

/// A terminal has no end of input: a person types Ctrl-D. It is typed again from time to time, since a program that sets its
/// terminal up meanwhile (a shell) does not see an earlier one.
Result<void> AttachSession::on_input_end() {
  if (!pump_.has_terminal()) return pump_.end_input();
  if (options_.is_joining) return {};
  timer_ = Clock::now() + end_pause;
  // Ctrl-D counts at the start of a line alone.
  const std::string_view end = std::exchange(is_line_open_, false) ? end_of_line_and_transmission : end_of_transmission;
  return pump_.credit() >= end.size() ? pump_.send_input(end) : Result<void>();
}

}  // namespace

std::optional<sys::WindowSize> caller_size(const Terminal& terminal) {
  for (const int stream : {terminal.output, terminal.input, terminal.error})
    if (const auto size = sys::window_size(stream)) return size;
  return std::nullopt;
}

Result<AttachResult> attach_session(sys::Fd connection, const Terminal& terminal, AttachOptions options) {
  TRY_ASSIGN(DetachKeys keys, DetachKeys::parse(terminal.detach_keys));
  if (!options.signals) {
    TRY_ASSIGN(SignalCatcher signals, SignalCatcher::make());
    options.signals.emplace(std::move(signals));
  }
  return AttachSession(std::move(connection), terminal, std::move(options), std::move(keys)).run();
}

namespace {

/// Waits for a message. The number of a signal that is to end this process came instead: then what it began is undone.
Result<std::optional<int>> wait_for_message(const sys::Fd& socket, AttachOptions& options) {
  while (options.signals) {
    std::array<pollfd, 2> events{pollfd{socket.get(), POLLIN, 0}, pollfd{options.signals->fd().get(), POLLIN, 0}};
    if (poll(events.data(), events.size(), -1) < 0 && errno != EINTR) return fail_errno(errno, "cannot wait for the container");
    if (const auto number = options.signals->take()) {
      if (options.abandon) options.abandon();
      return number->number;
    }
    if (events[0].revents != 0) break;
  }
  return std::optional<int>();
}

}  // namespace

Result<AttachResult> wait_until_attached(const sys::Fd& socket, AttachOptions options) {
  TRY_ASSIGN(sys::Fd copy, socket.duplicate());
  AttachConnection connection(std::move(copy));
  while (true) {
    TRY_ASSIGN(const auto signal, wait_for_message(socket, options));
    if (signal) return AttachResult{128 + *signal, false, *signal};
    TRY_ASSIGN(const auto message, connection.receive());
    if (!message) return std::unexpected(start_interrupted());
    if (message->kind == MessageKind::attached) return AttachResult{};
    if (message->kind == MessageKind::error) return std::unexpected(base::unpack_error(message->payload));
  }
}

}  // namespace skiff::engine
