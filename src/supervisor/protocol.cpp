#include <skiff/supervisor/protocol.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <sys/socket.h>

#include <skiff/base/packed_error.hpp>
#include <skiff/sys/socket.hpp>

namespace skiff::supervisor {

Result<Receipt> receive_frame(const sys::Fd& connection, std::span<char> buffer, bool is_waiting, Frame& frame) {
  std::array<iovec, 2> parts{iovec{&frame.header, sizeof frame.header}, iovec{buffer.data(), buffer.size()}};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))];
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = parts.size();
  message.msg_control = control;
  // Not the whole of `control`: its padding would take a second descriptor, which would stay open.
  message.msg_controllen = CMSG_LEN(sizeof(int));
  ssize_t size = 0;
  do {
    size = recvmsg(connection.get(), &message, MSG_CMSG_CLOEXEC | (is_waiting ? 0 : MSG_DONTWAIT));
    // ECONNRESET is told once, before what was sent: the peer closed with something unread. Its messages follow.
  } while (size < 0 && (errno == EINTR || errno == ECONNRESET));
  if (size < 0 && errno == EAGAIN) return Receipt::nothing;
  if (size < 0) return fail_errno(errno, "cannot receive a message");
  frame.descriptor = sys::Fd();
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
    int descriptor = -1;
    std::memcpy(&descriptor, CMSG_DATA(part), sizeof descriptor);
    frame.descriptor = sys::Fd(descriptor);
  }
  if (size == 0) return Receipt::end;
  const std::size_t length = static_cast<std::size_t>(size) - std::min(static_cast<std::size_t>(size), sizeof(Header));
  if (static_cast<std::size_t>(size) < sizeof(Header) || frame.header.length != length ||
      (message.msg_flags & MSG_TRUNC) != 0)
    return fail(ErrorKind::corrupt, "malformed message");
  frame.payload = {buffer.data(), length};
  return Receipt::message;
}

void send_error(const sys::Fd& connection, const Error& error) {
  const std::string payload = base::pack_error(error);
  const Header header{MessageKind::error, 0, static_cast<std::uint32_t>(payload.size())};
  (void)sys::send_message(connection, std::string(pack(header)) + payload);
}

}  // namespace skiff::supervisor
