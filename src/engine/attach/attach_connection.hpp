#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include <skiff/base/result.hpp>
#include <skiff/spec/container_config.hpp>
#include <skiff/state/container.hpp>
#include <skiff/supervisor/protocol.hpp>
#include <skiff/sys/fd.hpp>

namespace skiff::engine {

/// The CLI's end of a connection to a supervisor, message by message.
class AttachConnection {
 public:
  explicit AttachConnection(sys::Fd socket);

  const sys::Fd& socket() const { return socket_; }
  sys::Fd release() && { return std::move(socket_); }
  /// A supervisor that has gone is no error here: what it said last is still to be received.
  Result<void> send(supervisor::MessageKind kind, std::uint16_t detail = 0, std::string_view payload = {},
                    const sys::Fd* descriptor = nullptr);

  struct Message {
    supervisor::MessageKind kind{};
    std::uint16_t detail = 0;
    std::string_view payload;  ///< valid until the next receive()
  };
  /// The next message; nothing at the end of the connection. Waits.
  Result<std::optional<Message>> receive();

 private:
  sys::Fd socket_;
  std::unique_ptr<char[]> buffer_;
};

/// Connects to `attach` in a container's runtime directory, says hello and asks for attach (flags of
/// supervisor/protocol.hpp). Errors: not_found (no supervisor there), unsupported.
Result<sys::Fd> connect_attach(const state::Container& container, std::uint32_t flags);
/// The request of an exec as a file in memory, at its beginning. Errors: no_space (larger than a supervisor takes).
Result<sys::Fd> write_exec_request(const spec::ExecConfig& request);
/// The same for exec.
Result<sys::Fd> connect_exec(const state::Container& container, const spec::ExecConfig& request, std::uint32_t flags);

/// What the end of a connection without a last word means: of a program that runs, and of one that does not yet.
Error supervisor_vanished();
Error start_interrupted();

}  // namespace skiff::engine
