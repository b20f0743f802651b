#include <skiff/base/packed_error.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace skiff::base {

namespace {

/// What precedes the texts of an error.
struct ErrorHead {
  std::uint32_t kind = 0;
  std::int32_t errno_value = 0;
  std::uint32_t message_length = 0;
};

constexpr std::size_t max_text = 2048;
constexpr int max_errno = 4095;  // the kernel's MAX_ERRNO

// Kinds travel as numbers between versions: new ones go to the end of the enumeration.
static_assert(static_cast<int>(ErrorKind::internal) == 0 && static_cast<int>(ErrorKind::wrong_state) == 6 &&
              static_cast<int>(ErrorKind::io) == 14 && static_cast<int>(ErrorKind::not_invokable) == 16);

}  // namespace

std::string pack_error(const Error& error) {
  const std::string_view message = std::string_view(error.message()).substr(0, max_text);
  const std::string_view hint = std::string_view(error.hint()).substr(0, max_text);
  const ErrorHead head{static_cast<std::uint32_t>(error.kind()), error.errno_value(),
                       static_cast<std::uint32_t>(message.size())};
  std::string bytes(reinterpret_cast<const char*>(&head), sizeof head);
  bytes += message;
  bytes += hint;
  return bytes;
}

Error unpack_error(std::string_view bytes) {
  ErrorHead head;
  std::memcpy(&head, bytes.data(), std::min(bytes.size(), sizeof head));
  bytes.remove_prefix(std::min(bytes.size(), sizeof head));
  const bool is_known = head.kind <= static_cast<std::uint32_t>(ErrorKind::not_invokable);
  const bool is_errno = head.errno_value >= 0 && head.errno_value <= max_errno;
  Error error(is_known ? static_cast<ErrorKind>(head.kind) : ErrorKind::internal,
              std::string(bytes.substr(0, std::min<std::size_t>(head.message_length, max_text))),
              is_errno ? head.errno_value : 0);
  bytes.remove_prefix(std::min<std::size_t>(bytes.size(), head.message_length));
  return std::move(error).with_hint(std::string(bytes.substr(0, max_text)));
}

}  // namespace skiff::base
