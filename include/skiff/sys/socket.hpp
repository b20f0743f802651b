#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>

/// Unix sockets between skiff's own processes.
namespace skiff::sys {

/// One message of a SOCK_SEQPACKET socket, with descriptors (SCM_RIGHTS).
struct Message {
  std::string bytes;
  std::vector<Fd> descriptors;
};

/// Sends one message. Errors: io (the peer is gone), no_space (larger than the socket takes).
Result<void> send_message(const Fd& socket, std::string_view bytes, std::span<const int> descriptors = {});
/// Receives one message of at most `limit` bytes; empty bytes without descriptors: the peer closed.
Result<Message> receive_message(const Fd& socket, std::size_t limit);

/// Binds and listens on `name` in `directory` (through /proc/self/fd, as a path has 108 bytes). A stale socket is replaced.
/// SOCK_SEQPACKET, close-on-exec, nonblocking.
Result<Fd> listen_at(const Fd& directory, const std::string& name);
/// Connects to it. Errors: not_found (nothing there), io (ECONNREFUSED: no listener).
Result<Fd> connect_at(const Fd& directory, const std::string& name);
/// The process that called listen() for the other end of a connection (SO_PEERCRED). It may have ended since.
Result<pid_t> listening_process(const Fd& connection);
/// Accepts one connection whose peer has this process's uid or is root (SO_PEERCRED); others are closed and skipped.
/// Nothing pending is an error of kind io with EAGAIN.
Result<Fd> accept_own(const Fd& listener);

}  // namespace skiff::sys
