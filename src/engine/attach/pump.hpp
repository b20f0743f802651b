#pragma once

#include <optional>
#include <string_view>

#include <poll.h>

#include <skiff/base/result.hpp>
#include <skiff/sys/terminal.hpp>

#include "attach_connection.hpp"
#include "stream_writer.hpp"

namespace skiff::engine {

/// One attach connection between its supervisor and two descriptors that take the output. It knows neither terminals nor
/// signals, and waits for nothing: its owner polls connection() and writable().
class Pump {
 public:
  /// Output for a descriptor of -1 is dropped. `is_starting`: the program does not run before `attached`.
  Pump(sys::Fd socket, int output, int error, bool is_starting);

  /// To poll: at any time one of them has descriptor -1, which poll(2) passes over.
  pollfd connection() const;
  pollfd writable() const;
  /// Takes the next message. Errors: what the supervisor answers; unreachable (it ended without a word);
  /// interrupted (its start ended); io.
  Result<void> receive();
  /// Goes on with output that waits. Errors: io. A reader that is gone is no error but closed_stream().
  Result<void> write();

  bool is_attached() const { return is_attached_; }
  bool has_terminal() const { return has_terminal_; }  ///< the process has one
  std::optional<int> exit_code() const { return exit_code_; }
  /// The stream (1 or 2) whose reader is gone; nothing more is taken from the connection then, until drop_output().
  std::optional<int> closed_stream() const { return closed_stream_; }
  /// From now on the output of that stream is dropped.
  void drop_output();

  std::size_t credit() const { return credit_; }  ///< bytes of input that the supervisor takes
  Result<void> send_input(std::string_view bytes);
  Result<void> end_input() { return connection_.send(supervisor::MessageKind::input_end); }
  Result<void> resize(sys::WindowSize size);
  Result<void> signal(int number);
  Result<void> leave() { return connection_.send(supervisor::MessageKind::leave); }
  /// Tells the supervisor that a stream has no reader any more: it closes the pipe, as a reader would have.
  Result<void> close_stream(int stream);

 private:
  AttachConnection connection_;
  StreamWriter output_;
  StreamWriter error_;
  StreamWriter* writer_ = nullptr;  ///< where pending_ goes
  std::string_view pending_;        ///< output in the connection's buffer: nothing is received before it is written
  std::size_t credit_ = 0;
  std::optional<int> exit_code_;
  std::optional<int> closed_stream_;
  bool is_starting_;
  bool is_attached_ = false;
  bool has_terminal_ = false;
};

}  // namespace skiff::engine
