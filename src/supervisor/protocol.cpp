#include <skiff/supervisor/protocol.hpp>

#include <skiff/sys/socket.hpp>

namespace skiff::supervisor {

namespace {

/// What precedes the texts of an error.
struct ErrorHead {
  std::uint32_t kind = 0;
  std::int32_t errno_value = 0;
  std::uint32_t message_length = 0;
};

constexpr std::size_t max_text = 2048;

// Kinds travel as numbers between versions: new ones go to the end of the enumeration.
static_assert(static_cast<int>(ErrorKind::internal) == 0 && static_cast<int>(ErrorKind::wrong_state) == 6 &&
              static_cast<int>(ErrorKind::io) == 14 && static_cast<int>(ErrorKind::not_invokable) == 16);

}  // namespace

std::string pack_error(const Error& error) {
  const std::string_view message = std::string_view(error.message()).substr(0, max_text);
  const std::string_view hint = std::string_view(error.hint()).substr(0, max_text);
  const ErrorHead head{static_cast<std::uint32_t>(error.kind()), error.errno_value(),
                       static_cast<std::uint32_t>(message.size())};
  std::string bytes(pack(head));
  bytes += message;
  bytes += hint;
  return bytes;
}

Error unpack_error(std::string_view payload) {
  const auto head = unpack<ErrorHead>(payload);
  payload.remove_prefix(std::min(payload.size(), sizeof head));
  const bool is_known = head.kind <= static_cast<std::uint32_t>(ErrorKind::not_invokable);
  Error error(is_known ? static_cast<ErrorKind>(head.kind) : ErrorKind::internal,
              std::string(payload.substr(0, head.message_length)), head.errno_value);
  payload.remove_prefix(std::min<std::size_t>(payload.size(), head.message_length));
  return std::move(error).with_hint(std::string(payload));
}

void send_error(const sys::Fd& connection, const Error& error) {
  const std::string payload = pack_error(error);
  const Header header{MessageKind::error, 0, static_cast<std::uint32_t>(payload.size())};
  (void)sys::send_message(connection, std::string(pack(header)) + payload);
}

}  // namespace skiff::supervisor
