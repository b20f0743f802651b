#include <fcntl.h>
#include <linux/if_addr.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "facts.hpp"

namespace skiff::hello {

using bare::call;
using bare::Digits;

namespace {

void append(char* buffer, std::size_t& used, Text text) {
  for (const char byte : text) buffer[used++] = byte;
}

/// The longest run of two or more zero groups, written "::" (RFC 5952).
void find_zeros(const std::uint16_t* groups, int& start, int& length) {
  start = -1;
  length = 1;
  for (int i = 0; i < 8; ++i) {
    int run = 0;
    while (i + run < 8 && groups[i + run] == 0) ++run;
    if (run > length) {
      start = i;
      length = run;
    }
  }
}

Text address_text(Arena& arena, int family, const unsigned char* bytes, unsigned prefix) {
  char* buffer = static_cast<char*>(arena.take(64));
  if (buffer == nullptr) return {};
  std::size_t used = 0;
  if (family == AF_INET) {
    for (int i = 0; i < 4; ++i) {
      if (i > 0) append(buffer, used, ".");
      append(buffer, used, Digits(bytes[i]));
    }
  } else {
    std::uint16_t groups[8];
    for (int i = 0; i < 8; ++i) groups[i] = static_cast<std::uint16_t>(bytes[2 * i] << 8 | bytes[2 * i + 1]);
    int start = 0;
    int length = 0;
    find_zeros(groups, start, length);
    for (int i = 0; i < 8; ++i) {
      if (i == start) {
        append(buffer, used, "::");
        i += length - 1;
        continue;
      }
      if (i > 0 && i != start + length) append(buffer, used, ":");
      append(buffer, used, Digits(groups[i], 16));
    }
  }
  append(buffer, used, "/");
  append(buffer, used, Digits(prefix));
  return {buffer, used};
}

Text hardware_text(Arena& arena, const unsigned char* bytes, std::size_t size) {
  if (size == 0 || size > 20) return {};
  char* buffer = static_cast<char*>(arena.take(size * 3));
  if (buffer == nullptr) return {};
  std::size_t used = 0;
  for (std::size_t i = 0; i < size; ++i) {
    if (i > 0) append(buffer, used, ":");
    append(buffer, used, Digits(bytes[i], 16, 2));
  }
  return {buffer, used};
}

template <typename Function>
void for_each_attribute(const rtattr* attribute, std::size_t size, Function&& function) {
  while (size >= sizeof(rtattr) && attribute->rta_len >= sizeof(rtattr) && attribute->rta_len <= size) {
    const auto* data = reinterpret_cast<const unsigned char*>(attribute) + RTA_LENGTH(0);
    function(attribute->rta_type, data, attribute->rta_len - RTA_LENGTH(0));
    const std::size_t step = RTA_ALIGN(attribute->rta_len);
    if (step >= size) break;
    size -= step;
    attribute = reinterpret_cast<const rtattr*>(reinterpret_cast<const char*>(attribute) + step);
  }
}

template <typename T>
const T* body_of(const nlmsghdr* header) {
  return reinterpret_cast<const T*>(reinterpret_cast<const char*>(header) + NLMSG_HDRLEN);
}

void add_interface(Arena& arena, Network& network, const nlmsghdr* header) {
  const auto* info = body_of<ifinfomsg>(header);
  Interface result;
  result.index = static_cast<std::uint32_t>(info->ifi_index);
  result.flags = info->ifi_flags;
  const auto* attributes = reinterpret_cast<const rtattr*>(reinterpret_cast<const char*>(info) + NLMSG_ALIGN(sizeof *info));
  for_each_attribute(attributes, header->nlmsg_len - NLMSG_SPACE(sizeof *info), [&](unsigned type, const unsigned char* data, std::size_t size) {
    if (type == IFLA_IFNAME) result.name = bare::joined(arena, bare::trimmed(Text(reinterpret_cast<const char*>(data), size)), "");
    if (type == IFLA_MTU && size >= 4) __builtin_memcpy(&result.mtu, data, 4);
    if (type == IFLA_ADDRESS) result.hardware_address = hardware_text(arena, data, size);
  });
  network.interfaces.add(arena, result);
}

void add_address(Arena& arena, Network& network, const nlmsghdr* header) {
  const auto* info = body_of<ifaddrmsg>(header);
  const std::size_t wanted = info->ifa_family == AF_INET ? 4 : 16;
  const unsigned char* local = nullptr;
  const unsigned char* address = nullptr;
  const auto* attributes = reinterpret_cast<const rtattr*>(reinterpret_cast<const char*>(info) + NLMSG_ALIGN(sizeof *info));
  for_each_attribute(attributes, header->nlmsg_len - NLMSG_SPACE(sizeof *info), [&](unsigned type, const unsigned char* data, std::size_t size) {
    if (type == IFA_LOCAL && size == wanted) local = data;
    if (type == IFA_ADDRESS && size == wanted) address = data;
  });
  if (local == nullptr) local = address;  // IFA_LOCAL is the near end of a point-to-point link
  if (local == nullptr || (info->ifa_family != AF_INET && info->ifa_family != AF_INET6)) return;
  network.addresses.add(arena, {address_text(arena, info->ifa_family, local, info->ifa_prefixlen), info->ifa_index});
}

/// rtnetlink(7): one dump of links or addresses.
void dump(Arena& arena, Network& network, long descriptor, std::uint16_t type, std::uint32_t sequence) {
  struct {
    nlmsghdr header;
    rtgenmsg message;
  } request{};
  request.header.nlmsg_len = NLMSG_LENGTH(sizeof(rtgenmsg));
  request.header.nlmsg_type = type;
  request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  request.header.nlmsg_seq = sequence;
  if (call(SYS_sendto, descriptor, &request, sizeof request, 0, nullptr, 0) < 0) return;
  constexpr std::size_t capacity = 32768;  // the kernel's own size of a piece of a dump
  char* buffer = static_cast<char*>(arena.take(capacity));
  if (buffer == nullptr) return;
  for (;;) {
    const long size = call(SYS_recvfrom, descriptor, buffer, capacity, 0, nullptr, nullptr);
    if (size <= 0) return;
    auto rest = static_cast<std::size_t>(size);
    auto* header = reinterpret_cast<nlmsghdr*>(buffer);
    while (rest >= sizeof(nlmsghdr) && header->nlmsg_len >= sizeof(nlmsghdr) && header->nlmsg_len <= rest) {
      if (header->nlmsg_type == NLMSG_DONE || header->nlmsg_type == NLMSG_ERROR) return;
      if (header->nlmsg_type == RTM_NEWLINK && header->nlmsg_len >= NLMSG_SPACE(sizeof(ifinfomsg))) add_interface(arena, network, header);
      if (header->nlmsg_type == RTM_NEWADDR && header->nlmsg_len >= NLMSG_SPACE(sizeof(ifaddrmsg))) add_address(arena, network, header);
      const std::size_t step = NLMSG_ALIGN(header->nlmsg_len);
      if (step >= rest) break;
      rest -= step;
      header = reinterpret_cast<nlmsghdr*>(reinterpret_cast<char*>(header) + step);
    }
  }
}

}  // namespace

Network gather_network(Arena& arena) {
  Network result;
  const long descriptor = call(SYS_socket, AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  if (descriptor < 0) {
    result.error = static_cast<int>(-descriptor);
    return result;
  }
  dump(arena, result, descriptor, RTM_GETLINK, 1);
  dump(arena, result, descriptor, RTM_GETADDR, 2);
  call(SYS_close, descriptor);
  return result;
}

}  // namespace skiff::hello
