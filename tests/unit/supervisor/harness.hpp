#pragma once

#include <cstdlib>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <skiff/supervisor/supervisor.hpp>
#include <skiff/sys/fd.hpp>
#include <skiff/sys/process.hpp>

/// Runs the real loop over a shell in place of a container, and speaks with it as a CLI does.
namespace skiff::supervisor::test {

struct Setup {
  std::string command;       ///< for sh -c
  bool has_terminal = false;
  bool has_input = false;
  bool has_log = true;
  std::int64_t log_max_size = -1;
  /// A first client that is adopted before the start; its flags.
  std::optional<std::uint32_t> first_client;
};

/// A directory of a test, removed with it.
class Directory {
 public:
  Directory();
  ~Directory();
  const sys::Fd& fd() const { return fd_; }
  const std::string& path() const { return path_; }
  std::string read(const std::string& name) const;

 private:
  std::string path_;
  sys::Fd fd_;
};

struct Reply {
  MessageKind kind{};  ///< 0: the connection ended
  std::uint16_t detail = 0;
  std::string payload;
};

/// A client that speaks the protocol message by message.
class TestClient {
 public:
  explicit TestClient(sys::Fd connection) : connection_(std::move(connection)) {}
  static TestClient connect(const Directory& directory);
  static TestClient attach(const Directory& directory, std::uint32_t flags);
  static TestClient exec(const Directory& directory, std::string_view command, std::uint32_t flags);
  bool send(MessageKind kind, std::uint16_t detail = 0, std::string_view payload = {}, int descriptor = -1);
  Reply receive();
  /// Everything up to the end; `streams` gets what output came (1 and 2).
  struct Ending {
    std::string output;
    std::string error;
    std::optional<int> code;
    bool is_lost = false;
    std::string failure;
  };
  Ending collect();
  const sys::Fd& connection() const { return connection_; }

 private:
  sys::Fd connection_;
};

/// A supervisor in a process of its own. Its end: wait().
class Running {
 public:
  Running(const Directory& directory, const Setup& setup);
  TestClient take_first() { return TestClient(std::move(first_)); }
  pid_t pid() const { return process_.pid(); }
  int wait();
  std::size_t descriptors() const;
  std::size_t resident_kilobytes() const;

 private:
  sys::Process process_;
  sys::Fd first_;
};

}  // namespace skiff::supervisor::test
