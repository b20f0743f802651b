#include <skiff/sys/socket.hpp>

#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace skiff::sys {

namespace {

constexpr std::size_t max_descriptors = 8;

Result<sockaddr_un> address_at(const Fd& directory, const std::string& name) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = fmt::format("/proc/self/fd/{}/{}", directory.get(), name);
  if (path.size() >= sizeof address.sun_path) return fail(ErrorKind::invalid, "socket name {} is too long", name);
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

}  // namespace

Result<void> send_message(const Fd& socket, std::string_view bytes, std::span<const int> descriptors) {
  iovec part{const_cast<char*>(bytes.data()), bytes.size()};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * max_descriptors)] = {};
  if (!descriptors.empty()) {
    if (descriptors.size() > max_descriptors) return fail(ErrorKind::internal, "too many descriptors in a message");
    header.msg_control = control;
    header.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
    cmsghdr* rights = CMSG_FIRSTHDR(&header);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(descriptors.size_bytes());
    std::memcpy(CMSG_DATA(rights), descriptors.data(), descriptors.size_bytes());
  }
  while (sendmsg(socket.get(), &header, MSG_NOSIGNAL) < 0) {
    if (errno != EINTR) return fail_errno(errno, "cannot send a message");
  }
  return {};
}

Result<Message> receive_message(const Fd& socket, std::size_t limit) {
  Message message;
  iovec part{nullptr, limit};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * max_descriptors)] = {};
  header.msg_control = control;
  header.msg_controllen = sizeof control;
  ssize_t count = 0;
  int error = 0;
  // Not cleared first: only the pages that the message fills are touched.
  message.bytes.resize_and_overwrite(limit, [&](char* bytes, std::size_t) {
    part.iov_base = bytes;
    do {
      count = recvmsg(socket.get(), &header, MSG_CMSG_CLOEXEC);
    } while (count < 0 && errno == EINTR);
    error = errno;
    return static_cast<std::size_t>(std::max<ssize_t>(count, 0));
  });
  if (count < 0) return fail_errno(error, "cannot receive a message");
  for (cmsghdr* part_header = CMSG_FIRSTHDR(&header); part_header != nullptr;
       part_header = CMSG_NXTHDR(&header, part_header)) {
    if (part_header->cmsg_level != SOL_SOCKET || part_header->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t number = (part_header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < number; ++i) {
      int descriptor = -1;
      std::memcpy(&descriptor, CMSG_DATA(part_header) + i * sizeof(int), sizeof(int));
      message.descriptors.emplace_back(descriptor);
    }
  }
  if ((header.msg_flags & MSG_TRUNC) != 0) return fail(ErrorKind::no_space, "a message is larger than {} bytes", limit);
  if ((header.msg_flags & MSG_CTRUNC) != 0)
    return fail(ErrorKind::no_space, "a message's descriptors do not fit: more than {}, or the limit of open files is reached",
                max_descriptors);
  return message;
}

Result<Fd> listen_at(const Fd& directory, const std::string& name) {
  TRY_ASSIGN(const sockaddr_un address, address_at(directory, name));
  Fd listener(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!listener.is_open()) return fail_errno(errno, "cannot make a socket");
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  if (bind(listener.get(), generic, sizeof address) != 0) {
    if (errno != EADDRINUSE || unlinkat(directory.get(), name.c_str(), 0) != 0 ||
        bind(listener.get(), generic, sizeof address) != 0)
      return fail_errno(errno, "cannot bind socket {}", name);
  }
  if (listen(listener.get(), 128) != 0) return fail_errno(errno, "cannot listen on socket {}", name);
  return listener;
}

Result<Fd> connect_at(const Fd& directory, const std::string& name) {
  TRY_ASSIGN(const sockaddr_un address, address_at(directory, name));
  Fd connection(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  if (!connection.is_open()) return fail_errno(errno, "cannot make a socket");
  while (connect(connection.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    if (errno != EINTR) return fail_errno(errno, "cannot connect to socket {}", name);
  }
  return connection;
}

Result<pid_t> listening_process(const Fd& connection) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (getsockopt(connection.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
    return fail_errno(errno, "cannot ask for the process behind a socket");
  return peer.pid;
}

Result<Fd> accept_own(const Fd& listener) {
  while (true) {
    Fd connection(accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!connection.is_open()) {
      if (errno == EINTR || errno == ECONNABORTED) continue;
      return fail_errno(errno, "cannot accept a connection");
    }
    ucred peer{};
    socklen_t size = sizeof peer;
    if (getsockopt(connection.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
        (peer.uid == getuid() || peer.uid == 0))
      return connection;
  }
}

}  // namespace skiff::sys
