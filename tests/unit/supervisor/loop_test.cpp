#include <csignal>
#include <unistd.h>

#include "catch.hpp"
#include "harness.hpp"

#include <skiff/sys/socket.hpp>

using namespace skiff;
using namespace skiff::supervisor;
using namespace skiff::supervisor::test;

namespace {

/// The log's content of one stream, put together again.
std::string log_content(const Directory& directory, LogStream stream) {
  const std::string log = directory.read("log");
  std::string content;
  std::string_view rest = log;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    REQUIRE(end != std::string_view::npos);
    const auto record = parse_log_record(rest.substr(0, end));
    REQUIRE(record.has_value());
    rest.remove_prefix(end + 1);
    if (record->stream != stream) continue;
    content += record->content;
    if (record->is_line_end) content += '\n';
  }
  return content;
}

}  // namespace

TEST_CASE("streams are apart and whole, in log and client, and the exit code comes last") {
  const Directory directory;
  Running running(directory, {.command = "printf 'one\\ntwo'; printf 'bad\\n' >&2; exit 7",
                              .first_client = attach_is_lossless});
  const auto ending = running.take_first().collect();
  CHECK(running.wait() == 0);
  CHECK(ending.output == "one\ntwo");
  CHECK(ending.error == "bad\n");
  CHECK(ending.code == 7);
  CHECK(directory.read("record") == "7");
  CHECK(log_content(directory, LogStream::output) == "one\ntwo");
  CHECK(log_content(directory, LogStream::error) == "bad\n");
}

TEST_CASE("a client's second descriptor does not stay in the supervisor") {
  const Directory directory;
  Running running(directory, {.command = "exec sleep 100"});
  auto patient = TestClient::attach(directory, attach_without_output);
  REQUIRE(patient.receive().kind == MessageKind::welcome);
  REQUIRE(patient.receive().kind == MessageKind::attached);
  const Header header{MessageKind::hello, 0, sizeof protocol_version};
  const std::string hello = std::string(pack(header)) + std::string(pack(protocol_version));
  const int two[] = {directory.fd().get(), directory.fd().get()};
  std::vector<TestClient> clients;
  std::vector<std::size_t> descriptors;
  // What came with a message may be closed after its answer: the last client, which brings nothing, is answered after that.
  for (const std::size_t count : {0, 1, 2, 0}) {
    clients.emplace_back(sys::connect_at(directory.fd(), std::string(attach_socket_name)).value());
    REQUIRE(sys::send_message(clients.back().connection(), hello, std::span(two, count)));
    REQUIRE(clients.back().receive().kind == MessageKind::welcome);
    descriptors.push_back(running.descriptors());
  }
  CHECK(descriptors.back() == descriptors.front() + 3);  // the connections themselves
  ::kill(running.pid(), SIGTERM);
  CHECK(running.wait() == 0);
}

TEST_CASE("a burst just before the end is never cut") {
  for (const bool has_terminal : {false, true}) {
    for (int round = 0; round < 200; ++round) {
      INFO("terminal " << has_terminal << " round " << round);
      const Directory directory;
      Running running(directory, {.command = "head -c 65536 /dev/zero | tr '\\0' x; printf end",
                                  .has_terminal = has_terminal,
                                  .first_client = attach_is_lossless});
      const auto ending = running.take_first().collect();
      REQUIRE(running.wait() == 0);
      REQUIRE(ending.code == 0);
      REQUIRE(ending.output == std::string(65536, 'x').append("end"));
      REQUIRE(log_content(directory, LogStream::output) == ending.output);
    }
  }
}

TEST_CASE("input goes through whole, its end closes standard input") {
  const Directory directory;
  Running running(directory, {.command = "exec cat",
                              .has_input = true,
                              .has_log = false,
                              .first_client = attach_is_lossless | attach_wants_input});
  TestClient client = running.take_first();
  std::string sent;
  std::string echoed;
  std::size_t credit = 0;
  bool is_ended = false;
  std::optional<int> code;
  while (!code) {
    while (credit > 0 && sent.size() < 4 << 20) {
      std::string piece(std::min<std::size_t>(credit, 1 + sent.size() % max_input), 'a');
      piece[0] = static_cast<char>('a' + sent.size() % 26);
      REQUIRE(client.send(MessageKind::input, 0, piece));
      sent += piece;
      credit -= piece.size();
    }
    if (sent.size() >= 4 << 20 && !std::exchange(is_ended, true)) client.send(MessageKind::input_end);
    const Reply reply = client.receive();
    REQUIRE(reply.kind != MessageKind{});
    if (reply.kind == MessageKind::credit) credit += unpack<std::uint32_t>(reply.payload);
    if (reply.kind == MessageKind::output) echoed += reply.payload;
    if (reply.kind == MessageKind::exit) code = unpack<std::int32_t>(reply.payload);
  }
  CHECK(code == 0);
  CHECK(echoed == sent);
  CHECK(running.wait() == 0);
}

TEST_CASE("who sends more input than allowed is cut off, the container goes on") {
  const Directory directory;
  Running running(directory, {.command = "sleep 0.3; echo alive", .has_input = true, .first_client = attach_is_lossless});
  TestClient greedy = TestClient::attach(directory, attach_wants_input);
  for (int i = 0; i < 100; ++i)
    if (!greedy.send(MessageKind::input, 0, std::string(max_input, 'x'))) break;
  CHECK_FALSE(greedy.collect().code.has_value());
  CHECK(running.take_first().collect().output == "alive\n");
  CHECK(running.wait() == 0);
}

TEST_CASE("unknown requests are answered, nonsense is cut off") {
  const Directory directory;
  Running running(directory, {.command = "sleep 0.5; echo done", .first_client = attach_is_lossless});
  TestClient curious = TestClient::connect(directory);
  curious.send(static_cast<MessageKind>(999), 1, "what a later version may say");
  curious.send(MessageKind::attach, 0, {});  // flags that are missing are 0
  CHECK(curious.receive().kind == MessageKind::welcome);
  CHECK(curious.receive().kind == MessageKind::error);
  CHECK(curious.receive().kind == MessageKind::attached);
  TestClient early(*sys::connect_at(directory.fd(), "attach"));
  early.send(MessageKind::attach, 0, {});
  CHECK(early.collect().failure == "a client spoke before hello");
  TestClient broken = TestClient::connect(directory);
  CHECK(sys::send_message(broken.connection(), "abc").has_value());
  CHECK_FALSE(broken.collect().code.has_value());
  CHECK(curious.collect().output == "done\n");
  CHECK(running.take_first().collect().code == 0);
  CHECK(running.wait() == 0);
}

TEST_CASE("a client that is stopped is cut off, the others get every byte, the foreground holds its container") {
  const std::size_t size = std::getenv("SKIFF_TEST_LARGE") != nullptr ? 1 << 30 : 64 << 20;
  const Directory directory;
  Running running(directory, {.command = fmt::format("head -c {} /dev/zero", size),
                              .has_log = false,
                              .first_client = attach_is_lossless});
  TestClient foreground = running.take_first();
  TestClient stopped = TestClient::attach(directory, 0);
  REQUIRE(stopped.receive().kind == MessageKind::welcome);
  REQUIRE(stopped.receive().kind == MessageKind::attached);
  // Nothing is read for a while: the container waits, the stopped one is not yet worse off than the other.
  usleep(300'000);
  std::size_t received = 0;
  bool is_zero = true;
  std::optional<int> code;
  while (!code) {
    const Reply reply = foreground.receive();
    REQUIRE(reply.kind != MessageKind{});
    received += reply.kind == MessageKind::output ? reply.payload.size() : 0;
    if (reply.kind == MessageKind::output) is_zero = is_zero && reply.payload.find_first_not_of('\0') == std::string::npos;
    if (reply.kind == MessageKind::exit) code = unpack<std::int32_t>(reply.payload);
  }
  CHECK(received == size);
  CHECK(is_zero);
  CHECK(code == 0);
  const auto cut = stopped.collect();
  CHECK(cut.is_lost);
  CHECK(cut.output.size() < size);
  CHECK(running.wait() == 0);
}

TEST_CASE("a thousand attaches leave no descriptor and no memory behind") {
  const Directory directory;
  Running running(directory, {.command = "exec cat", .has_input = true});
  std::size_t descriptors = 0;
  [[maybe_unused]] std::size_t memory = 0;
  for (int i = 0; i < 1000; ++i) {
    if (i == 100) {  // warm: the first clients touch memory that is used again
      memory = running.resident_kilobytes();
      descriptors = running.descriptors();
    }
    TestClient client = TestClient::attach(directory, attach_wants_input);
    REQUIRE(client.receive().kind == MessageKind::welcome);
    REQUIRE(client.receive().kind == MessageKind::attached);
    if (i % 2 == 0) client.send(MessageKind::leave);
  }
  TestClient last = TestClient::attach(directory, attach_wants_input);
  while (last.receive().kind != MessageKind::credit) continue;  // all before it are gone
  CHECK(running.descriptors() <= descriptors + 2);
#ifndef __SANITIZE_ADDRESS__  // which keeps what is freed for a while
  CHECK(running.resident_kilobytes() <= memory + 64);
#endif
  last.send(MessageKind::input_end);
  CHECK(last.collect().code == 0);
  CHECK(running.wait() == 0);
}

TEST_CASE("exec has streams and a code of its own and stays out of the log") {
  const Directory directory;
  Running running(directory, {.command = "exec cat", .has_input = true});
  const auto ending = TestClient::exec(directory, "echo out; echo err >&2; exit 3", 0).collect();
  CHECK(ending.output == "out\n");
  CHECK(ending.error == "err\n");
  CHECK(ending.code == 3);
  CHECK(TestClient::exec(directory, "fail", 0).collect().failure == "exec: fail: not found");
  const auto terminal = TestClient::exec(directory, "tty test -t 0 && test -t 1 && echo terminal", 0).collect();
  CHECK(terminal.output == "terminal\r\n");
  // Detached: the answer comes at once, the process lives on.
  TestClient detached = TestClient::exec(directory, fmt::format("sleep 0.1; echo x > {}/made", directory.path()),
                                         exec_is_detached);
  CHECK(detached.receive().kind == MessageKind::welcome);
  CHECK(detached.receive().kind == MessageKind::attached);
  while (directory.read("made").empty()) usleep(1000);
  // A client that goes away closes the input of its exec.
  {
    TestClient gone = TestClient::exec(directory, fmt::format("cat; echo x > {}/closed", directory.path()),
                                       attach_wants_input);
    while (gone.receive().kind != MessageKind::credit) continue;
  }
  while (directory.read("closed").empty()) usleep(1000);
  TestClient last = TestClient::attach(directory, attach_wants_input);
  last.send(MessageKind::input_end);
  CHECK(last.collect().code == 0);
  CHECK(running.wait() == 0);
  CHECK(directory.read("log").empty());
}

TEST_CASE("signals and orphans") {
  const Directory directory;
  Running running(directory, {.command = "trap 'echo caught; exit 9' TERM; (sleep 0.05 &); echo ready; while :; do sleep 0.05; done",
                              .first_client = attach_is_lossless});
  TestClient client = running.take_first();
  while (client.receive().kind != MessageKind::output) continue;
  SECTION("by message") { client.send(MessageKind::signal, SIGTERM); }
  SECTION("to the supervisor") { kill(running.pid(), SIGTERM); }
  const auto ending = client.collect();
  CHECK(ending.output == "caught\n");
  CHECK(ending.code == 9);
  CHECK(running.wait() == 0);
}

TEST_CASE("whoever attaches around the end hears the code or nothing, and never waits") {
  for (int round = 0; round < 50; ++round) {
    const Directory directory;
    Running running(directory, {.command = "exit 5", .first_client = attach_is_lossless});
    while (true) {
      auto connection = sys::connect_at(directory.fd(), "attach");
      if (!connection && connection.error().errno_value() == ECONNREFUSED) break;
      if (!connection) continue;  // not there yet
      TestClient client(*std::move(connection));
      client.send(MessageKind::hello, 0, pack(protocol_version));
      client.send(MessageKind::attach, 0, pack(attach_without_output));
      const auto ending = client.collect();
      CHECK(ending.code.value_or(5) == 5);
    }
    CHECK(running.take_first().collect().code == 5);
    CHECK(running.wait() == 0);
  }
}

TEST_CASE("who connected before the end and asks after it hears the code") {
  const Directory directory;
  Running running(directory, {.command = "read -r word; exit 7",
                              .has_input = true,
                              .first_client = attach_is_lossless | attach_wants_input});
  TestClient late = TestClient::connect(directory);
  REQUIRE(late.receive().kind == MessageKind::welcome);
  TestClient first = running.take_first();
  while (first.receive().kind != MessageKind::credit) continue;
  first.send(MessageKind::input_end);
  REQUIRE(first.collect().code == 7);
  late.send(MessageKind::attach, 0, pack(attach_without_output));
  CHECK(late.collect().code == 7);
  CHECK(running.wait() == 0);
}

TEST_CASE("a process that holds the output after the end does not hold the supervisor") {
  const Directory directory;
  Running running(directory, {.command = "sleep 30 & echo $!", .first_client = attach_is_lossless});
  const auto ending = running.take_first().collect();
  CHECK(ending.code == 0);
  CHECK(running.wait() == 0);
  kill(static_cast<pid_t>(std::strtol(ending.output.c_str(), nullptr, 10)), SIGKILL);
}
