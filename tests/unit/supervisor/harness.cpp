#include "harness.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <skiff/base/packed_error.hpp>
#include <skiff/base/text.hpp>
#include <skiff/sys/file.hpp>
#include <skiff/sys/rooted.hpp>
#include <skiff/sys/socket.hpp>

namespace skiff::supervisor::test {

Directory::Directory() {
  char name[] = "/tmp/skiff-unit-XXXXXX";
  if (mkdtemp(name) == nullptr) std::abort();
  path_ = name;
  fd_ = *sys::open_directory(path_);
}

Directory::~Directory() {
  fd_.close();
  const auto parent = sys::open_directory("/tmp");
  (void)sys::remove_tree(*parent, path_.substr(5));
}

std::string Directory::read(const std::string& name) const {
  auto text = sys::read_file(fd_, name, 1 << 30);
  return text ? *text : std::string();
}

// ---------------------------------------------------------------- the supervisor's side

namespace {

/// Starts `sh -c command` as a container would be started.
Child start_shell(const std::string& command, bool has_terminal, bool has_input) {
  Child child;
  sys::FdPair input, output, error;
  sys::Fd slave;
  if (has_terminal) {
    child.terminal = sys::Fd(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
    (void)unlockpt(child.terminal.get());
    slave = sys::Fd(ioctl(child.terminal.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
  } else {
    if (has_input) input = *sys::make_pipe();
    output = *sys::make_pipe();
    error = *sys::make_pipe();
  }
  sys::Process process = *sys::fork_process();
  if (!process.is_valid()) {
    restore_signals();
    if (has_terminal) {
      setsid();
      for (const int number : {0, 1, 2}) dup2(slave.get(), number);
      ioctl(0, TIOCSCTTY, 0);
    } else {
      if (has_input) dup2(input.first.get(), 0);
      dup2(output.second.get(), 1);
      dup2(error.second.get(), 2);
    }
    execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    _exit(127);
  }
  child.process = std::move(process);
  child.input = std::move(input.second);
  child.output = std::move(output.first);
  child.error = std::move(error.first);
  return child;
}

class TestOwner : public Owner {
 public:
  explicit TestOwner(const sys::Fd& directory) : directory_(directory) {}
  void stop_asked() override { (void)supervisor->signal(SIGTERM); }
  /// The request is a shell command; "fail" fails. A launcher that only reports stands for the real one.
  Result<PendingExec> begin_exec(sys::Fd request) override {
    TRY_ASSIGN(command_, sys::read_all(request, max_exec_request));
    TRY_ASSIGN(auto ends, sys::make_pipe());
    TRY_ASSIGN(sys::Process launcher, sys::fork_process());
    if (!launcher.is_valid()) _exit(0);
    return PendingExec{std::move(launcher), std::move(ends.first), {}};
  }
  Result<Child> finish_exec(const PendingExec&) override {
    if (command_ == "fail") return fail(ErrorKind::no_command, "exec: fail: not found");
    const bool has_terminal = command_.starts_with("tty ");
    return start_shell(has_terminal ? command_.substr(4) : command_, has_terminal, true);
  }
  void process_ended(const sys::ExitStatus&) override {}
  void output_drained(const sys::ExitStatus& status) override {
    (void)sys::replace_file(directory_, "record", fmt::format("{}", status.shell_code()), sys::Sync::no);
  }
  Supervisor* supervisor = nullptr;

 private:
  const sys::Fd& directory_;
  std::string command_;
};

Result<int> supervise(const sys::Fd& directory, const Setup& setup, sys::Fd first) {
  std::vector<int> keep{directory.get(), first.get()};
  TRY(become_supervisor(keep));
  SupervisorOptions options;
  TRY_ASSIGN(options.listener, sys::listen_at(directory, std::string(attach_socket_name)));
  if (setup.has_log) {
    TRY_ASSIGN(options.log, LogWriter::open(directory, setup.log_max_size));
  }
  options.has_terminal = setup.has_terminal;
  TestOwner owner(directory);
  TRY_ASSIGN(auto supervisor, Supervisor::make(std::move(options), owner));
  owner.supervisor = supervisor.get();
  if (setup.first_client) TRY(supervisor->adopt(std::move(first), *setup.first_client));
  TRY(supervisor->start(start_shell(setup.command, setup.has_terminal, setup.has_input)));
  TRY(supervisor->run());
  return 0;
}

}  // namespace

Running::Running(const Directory& directory, const Setup& setup) {
  sys::FdPair pair;
  if (setup.first_client) pair = *sys::make_socket_pair(SOCK_SEQPACKET);
  process_ = *sys::fork_process();
  if (!process_.is_valid()) {
    pair.first.close();
    const auto result = supervise(directory.fd(), setup, std::move(pair.second));
    if (!result) {
      const auto text = result.error().text();
      (void)sys::replace_file(directory.fd(), "failure", text, sys::Sync::no);
    }
    _exit(result ? 0 : 1);
  }
  first_ = std::move(pair.first);
}

int Running::wait() {
  const auto status = process_.wait();
  return status ? status->shell_code() : -1;
}

std::size_t Running::descriptors() const {
  const auto directory = sys::open_directory(fmt::format("/proc/{}/fd", process_.pid()));
  return directory ? sys::list_directory(*directory)->size() : 0;
}

std::size_t Running::resident_kilobytes() const {
  const auto text = sys::read_kernel_file(fmt::format("/proc/{}/smaps_rollup", process_.pid()));
  if (!text) return 0;
  const std::size_t at = text->find("Private_Dirty:");
  return at == std::string::npos ? 0 : std::strtoul(text->c_str() + at + sizeof("Private_Dirty:"), nullptr, 10);
}

// ---------------------------------------------------------------- the client's side

TestClient TestClient::connect(const Directory& directory) {
  while (true) {  // the supervisor may not listen yet
    auto connection = sys::connect_at(directory.fd(), std::string(attach_socket_name));
    if (connection) {
      TestClient client(*std::move(connection));
      client.send(MessageKind::hello, 0, pack(protocol_version));
      return client;
    }
    usleep(1000);
  }
}

TestClient TestClient::attach(const Directory& directory, std::uint32_t flags) {
  TestClient client = connect(directory);
  client.send(MessageKind::attach, 0, pack(flags));
  return client;
}

TestClient TestClient::exec(const Directory& directory, std::string_view command, std::uint32_t flags) {
  TestClient client = connect(directory);
  const sys::Fd file(memfd_create("request", MFD_CLOEXEC));
  (void)sys::write_all(file, command);
  (void)lseek(file.get(), 0, SEEK_SET);
  client.send(MessageKind::exec, 0, pack(flags), file.get());
  return client;
}

bool TestClient::send(MessageKind kind, std::uint16_t detail, std::string_view payload, int descriptor) {
  const Header header{kind, detail, static_cast<std::uint32_t>(payload.size())};
  std::string bytes(pack(header));
  bytes += payload;
  const std::span<const int> descriptors(&descriptor, descriptor < 0 ? 0 : 1);
  return sys::send_message(connection_, bytes, descriptors).has_value();
}

Reply TestClient::receive() {
  static std::array<char, max_output> buffer;
  Frame frame;
  if (receive_frame(connection_, buffer, true, frame) != Receipt::message) return {};
  return Reply{frame.header.kind, frame.header.detail, std::string(frame.payload)};
}

TestClient::Ending TestClient::collect() {
  Ending ending;
  while (true) {
    const Reply reply = receive();
    if (reply.kind == MessageKind{}) return ending;
    switch (reply.kind) {
      case MessageKind::output:
        (reply.detail == 1 ? ending.output : ending.error) += reply.payload;
        break;
      case MessageKind::exit:
        ending.code = unpack<std::int32_t>(reply.payload);
        break;
      case MessageKind::lost:
        ending.is_lost = true;
        break;
      case MessageKind::error:
        ending.failure = base::unpack_error(reply.payload).text();
        break;
      default:
        break;
    }
  }
}

}  // namespace skiff::supervisor::test
