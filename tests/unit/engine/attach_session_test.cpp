#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include "catch.hpp"

#include <skiff/base/packed_error.hpp>
#include <skiff/supervisor/protocol.hpp>
#include <skiff/sys/process.hpp>
#include <skiff/sys/socket.hpp>
#include <skiff/sys/terminal.hpp>

#include "attach/attach_session.hpp"

using namespace skiff;
using namespace skiff::supervisor;

namespace {

/// A CLI in a process of its own that is attached to the test, which plays its supervisor.
struct Cli {
  sys::Process process;
  sys::Fd supervisor;
  sys::Fd terminal;  ///< master of its terminal
  sys::Fd input, output, error;  ///< the test's ends of its pipes
};

int result_code(const Result<engine::AttachResult>& result) {
  if (result) return result->is_detached ? 100 : result->exit_code;
  return result.error().kind() == ErrorKind::unreachable ? 101 : result.error().kind() == ErrorKind::io ? 102 : 103;
}

Cli start_cli(bool has_terminal) {
  Cli cli;
  auto pair = *sys::make_socket_pair(SOCK_SEQPACKET);
  sys::FdPair input, output, error;
  sys::Fd slave;
  if (has_terminal) {
    cli.terminal = sys::Fd(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
    (void)unlockpt(cli.terminal.get());
    (void)sys::set_window_size(cli.terminal, {25, 81});
    slave = sys::Fd(ioctl(cli.terminal.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
  } else {
    input = *sys::make_pipe();
    output = *sys::make_pipe();
    error = *sys::make_pipe();
  }
  cli.process = *sys::fork_process();
  if (!cli.process.is_valid()) {
    for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGPIPE}) std::signal(number, SIG_DFL);
    engine::Terminal terminal{input.first.get(), output.second.get(), error.second.get(), true};
    if (has_terminal) {
      setsid();
      ioctl(slave.get(), TIOCSCTTY, 0);
      terminal.input = terminal.output = terminal.error = slave.get();
      cli.terminal.close();
    }
    pair.first.close();
    input.second.close();
    output.first.close();
    error.first.close();
    _exit(result_code(engine::attach_session(std::move(pair.second), terminal)));
  }
  cli.supervisor = std::move(pair.first);
  cli.input = std::move(input.second);
  cli.output = std::move(output.first);
  cli.error = std::move(error.first);
  return cli;
}

void send(const Cli& cli, MessageKind kind, std::uint16_t detail, std::string_view payload) {
  const Header header{kind, detail, static_cast<std::uint32_t>(payload.size())};
  REQUIRE(sys::send_message(cli.supervisor, std::string(pack(header)).append(payload)).has_value());
}

struct Received {
  Header header;
  std::string payload;
};
Received receive(const Cli& cli) {
  auto message = sys::receive_message(cli.supervisor, 1 << 17);
  REQUIRE(message.has_value());
  REQUIRE(message->bytes.size() >= sizeof(Header));
  return {unpack<Header>(message->bytes), message->bytes.substr(sizeof(Header))};
}

std::string read_for(const sys::Fd& fd, std::size_t size) {
  std::string text;
  char buffer[65536];
  while (text.size() < size) {
    const auto count = sys::read_some(fd, std::span(buffer, std::min(sizeof buffer, size - text.size())));
    if (!count || *count == 0) break;
    text.append(buffer, *count);
  }
  return text;
}

bool is_raw(const Cli& cli) {
  termios mode{};
  tcgetattr(cli.terminal.get(), &mode);
  return (mode.c_lflag & (ICANON | ECHO | ISIG)) == 0;
}

/// Attached with credit; its terminal is raw and its size was told.
Cli start_terminal_cli() {
  Cli cli = start_cli(true);
  send(cli, MessageKind::attached, 0, pack(attached_has_terminal));
  send(cli, MessageKind::credit, 0, pack(std::uint32_t{1000}));
  const Received size = receive(cli);
  CHECK(size.header.kind == MessageKind::resize);
  CHECK(unpack<Resize>(size.payload).rows == 25);
  CHECK(unpack<Resize>(size.payload).columns == 81);
  CHECK(is_raw(cli));
  return cli;
}

}  // namespace

TEST_CASE("a terminal is raw while attached and restored at every end") {
  Cli cli = start_terminal_cli();
  int code = 0;
  SECTION("exit") {
    send(cli, MessageKind::exit, 0, pack(std::int32_t{42}));
    code = 42;
  }
  SECTION("the supervisor was killed") {
    cli.supervisor.close();
    code = 101;
  }
  SECTION("an error") {
    send(cli, MessageKind::error, 0, base::pack_error(Error(ErrorKind::denied, "no")));
    code = 103;
  }
  SECTION("too slow") {
    send(cli, MessageKind::lost, 0, {});
    code = 102;
  }
  SECTION("SIGTERM") {
    kill(cli.process.pid(), SIGTERM);
    code = 128 + SIGTERM;
  }
  SECTION("SIGHUP") {
    kill(cli.process.pid(), SIGHUP);
    code = 128 + SIGHUP;
  }
  SECTION("detached") {
    REQUIRE(write(cli.terminal.get(), "ab\x10\x11" "c", 5) == 5);
    std::string typed;
    while (true) {
      const Received message = receive(cli);
      if (message.header.kind == MessageKind::leave) break;
      REQUIRE(message.header.kind == MessageKind::input);
      typed += message.payload;
    }
    CHECK(typed == "ab");
    code = 100;
  }
  CHECK(cli.process.wait()->shell_code() == code);
  CHECK_FALSE(is_raw(cli));
}

TEST_CASE("a new size of the terminal is told") {
  Cli cli = start_terminal_cli();
  REQUIRE(sys::set_window_size(cli.terminal, {50, 132}).has_value());
  const Received size = receive(cli);
  CHECK(size.header.kind == MessageKind::resize);
  CHECK(unpack<Resize>(size.payload).columns == 132);
  send(cli, MessageKind::exit, 0, pack(std::int32_t{0}));
  CHECK(cli.process.wait()->shell_code() == 0);
}

TEST_CASE("without a terminal signals go to the container") {
  Cli cli = start_cli(false);
  send(cli, MessageKind::attached, 0, pack(std::uint32_t{0}));
  send(cli, MessageKind::output, 1, "ready");
  CHECK(read_for(cli.output, 5) == "ready");
  for (const int number : {SIGTERM, SIGINT, SIGUSR1, SIGRTMIN + 3}) {
    kill(cli.process.pid(), number);
    const Received message = receive(cli);
    CHECK(message.header.kind == MessageKind::signal);
    CHECK(message.header.detail == number);
  }
  send(cli, MessageKind::exit, 0, pack(std::int32_t{143}));
  CHECK(cli.process.wait()->shell_code() == 143);
}

TEST_CASE("input waits for credit and ends") {
  Cli cli = start_cli(false);
  send(cli, MessageKind::attached, 0, pack(std::uint32_t{0}));
  REQUIRE(sys::write_all(cli.input, "0123456789").has_value());
  cli.input.close();
  send(cli, MessageKind::credit, 0, pack(std::uint32_t{4}));
  CHECK(receive(cli).payload == "0123");
  pollfd more{cli.supervisor.get(), POLLIN, 0};
  CHECK(poll(&more, 1, 50) == 0);
  send(cli, static_cast<MessageKind>(999), 0, "of a later version");
  send(cli, MessageKind::credit, 0, pack(std::uint32_t{100}));
  CHECK(receive(cli).payload == "456789");
  CHECK(receive(cli).header.kind == MessageKind::input_end);
  send(cli, MessageKind::exit, 0, pack(std::int32_t{0}));
  CHECK(cli.process.wait()->shell_code() == 0);
}

TEST_CASE("a full pipe holds neither signals nor bytes, and its flags are not touched") {
  Cli cli = start_cli(false);
  send(cli, MessageKind::attached, 0, pack(std::uint32_t{0}));
  send(cli, MessageKind::output, 1, "ready");  // from here on it takes signals
  CHECK(read_for(cli.output, 5) == "ready");
  const std::string piece(max_output, 'x');
  send(cli, MessageKind::output, 1, piece);
  send(cli, MessageKind::output, 1, piece);  // the pipe is full now
  send(cli, MessageKind::output, 2, "error");
  kill(cli.process.pid(), SIGINT);
  CHECK(receive(cli).header.kind == MessageKind::signal);
  CHECK((fcntl(cli.output.get(), F_GETFL) & O_NONBLOCK) == 0);
  send(cli, MessageKind::exit, 0, pack(std::int32_t{0}));
  CHECK(read_for(cli.output, 2 * max_output + 1) == piece + piece);
  CHECK(read_for(cli.error, 6) == "error");
  CHECK(cli.process.wait()->shell_code() == 0);
}

TEST_CASE("a reader that went away ends the CLI as it ends any program") {
  Cli cli = start_cli(false);
  send(cli, MessageKind::attached, 0, pack(std::uint32_t{0}));
  cli.output.close();
  send(cli, MessageKind::output, 1, "nobody reads");
  CHECK(cli.process.wait()->shell_code() == 128 + SIGPIPE);
}
