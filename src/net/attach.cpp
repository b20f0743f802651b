#include <skiff/net/attach.hpp>

#include <cerrno>
#include <cstring>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <skiff/sys/fd.hpp>

namespace skiff::net {

namespace {

Result<void> bring_up_loopback() {
  const sys::Fd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket.is_open()) return fail_errno(errno, "cannot make a socket to bring loopback up");
  ifreq request{};
  std::memcpy(request.ifr_name, "lo", 3);
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  if (ioctl(socket.get(), SIOCSIFFLAGS, &request) != 0) return fail_errno(errno, "cannot bring loopback up");
  return {};
}

}  // namespace

Result<void> attach(const spec::NetworkUse& network) {
  switch (network.mode) {
    case spec::NetworkMode::standard:
    case spec::NetworkMode::none:
      return bring_up_loopback();
    case spec::NetworkMode::host:
    case spec::NetworkMode::container:
      return {};
  }
  return {};
}

}  // namespace skiff::net
