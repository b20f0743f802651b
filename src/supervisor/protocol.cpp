#include <skiff/supervisor/protocol.hpp>

#include <skiff/base/packed_error.hpp>
#include <skiff/sys/socket.hpp>

namespace skiff::supervisor {

void send_error(const sys::Fd& connection, const Error& error) {
  const std::string payload = base::pack_error(error);
  const Header header{MessageKind::error, 0, static_cast<std::uint32_t>(payload.size())};
  (void)sys::send_message(connection, std::string(pack(header)) + payload);
}

}  // namespace skiff::supervisor
