#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>

/// What the CLI and a supervisor say to each other on RUNROOT/containers/<id>/attach (SOCK_SEQPACKET).
///
/// Each message is one Header and `length` bytes of payload. Integers are in the machine's own order: both ends are on
/// one machine. Any version of the CLI meets any version of a supervisor, so
/// - a kind keeps its number and meaning for ever; a payload only grows at its end, and a reader takes the part it knows
///   (what a short payload lacks is zero);
/// - a supervisor answers a kind that it does not know with `error` (unsupported) and goes on; a CLI ignores one.
///
/// A client says hello, is answered with welcome, and then asks for one thing: attach or exec. Then
/// - attach is answered by `attached`, then `output` … and at the end `exit`;
/// - exec carries one descriptor: a file (memfd) with the JSON of spec::ExecConfig, which the supervisor never reads. It
///   is answered by `attached` once the process runs, then as attach; `exit` is the exec'd process's. The streams of an
///   exec go to its client alone, without loss. If the client goes away its process lives on: its input is closed and
///   its output read and discarded;
/// - a client may send as many bytes of `input` as it was given `credit` for. So a full container never fills the socket
///   with input, and `resize`, `signal` and `leave` always pass. Input comes from one client at a time: the next that
///   asked for it gets credit when the first one leaves. `input_end` closes the container's standard input for good;
/// - `lost` is the last word to a client that fell behind (see attach_is_lossless).
/// The end of the connection without `exit`, `error` or `lost` means that the supervisor was killed, or had just ended.
namespace skiff::supervisor {

constexpr std::uint32_t protocol_version = 1;
constexpr std::string_view attach_socket_name = "attach";

enum class MessageKind : std::uint16_t {
  // client to supervisor
  hello = 1,      ///< u32 version
  attach = 2,     ///< u32 flags
  exec = 3,       ///< u32 flags; one descriptor
  input = 4,      ///< bytes, at most max_input
  input_end = 5,
  resize = 6,     ///< u16 rows, u16 columns; the last one counts
  signal = 7,     ///< `detail` is the signal for the attached process
  leave = 8,      ///< a person detached: standard input stays open
  reader_gone = 9, ///< `detail` is the stream (1 or 2) that the process is to find closed, as a pipe without a reader
  // supervisor to client
  welcome = 65,   ///< u32 version
  attached = 66,  ///< u32 flags (attached_has_terminal)
  output = 67,    ///< `detail` is the stream (1 or 2); bytes, at most max_output
  credit = 68,    ///< u32 further bytes of input that the supervisor takes
  exit = 69,      ///< i32 code as a shell shows it; all output came before
  error = 70,     ///< base::pack_error(); the request failed
  lost = 71,      ///< the client fell behind; what it lacks is gone for it
};

/// Flags of attach and exec.
constexpr std::uint32_t attach_wants_input = 1;
/// The client is the foreground of its container: nothing is lost to it, and the container waits for it as for the reader
/// of a pipe; its death closes the container's standard input (not a terminal). Without it a client whose queue
/// (client_queue) is full and not half empty 100 ms later is cut off.
constexpr std::uint32_t attach_is_lossless = 2;
/// No output is wanted, only `exit` (`wait`, `logs --follow`).
constexpr std::uint32_t attach_without_output = 4;
/// exec: no client stays; `attached` is the last answer.
constexpr std::uint32_t exec_is_detached = 8;

/// Flags of attached.
constexpr std::uint32_t attached_has_terminal = 1;

struct Header {
  MessageKind kind{};
  std::uint16_t detail = 0;
  std::uint32_t length = 0;
};
static_assert(sizeof(Header) == 8);

constexpr std::size_t max_input = 16 << 10;
constexpr std::size_t max_output = 64 << 10;
constexpr std::size_t input_window = 64 << 10;    ///< credit of one input
constexpr std::size_t client_queue = 256 << 10;   ///< bytes that wait for one client in the supervisor
constexpr std::size_t max_exec_request = 1 << 20; ///< bytes of the JSON file

struct Resize {
  std::uint16_t rows = 0;
  std::uint16_t columns = 0;
};

/// A fixed payload out of bytes that may be longer (a newer peer) or shorter (an older one).
template <typename T>
T unpack(std::string_view payload) {
  static_assert(std::is_trivially_copyable_v<T>);
  T value{};
  __builtin_memcpy(&value, payload.data(), std::min(sizeof value, payload.size()));
  return value;
}
template <typename T>
std::string_view pack(const T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

/// One message as it was received; `payload` lies in the receiver's buffer.
struct Frame {
  Header header;
  std::string_view payload;
  sys::Fd descriptor;  ///< the one that came with it, or none; further ones are closed
};
enum class Receipt { message, nothing, end };
/// Receives the next message into `buffer`; max_output bytes hold the payload of any. `nothing`: there is none yet, if it is
/// not to wait for one. `end`: the peer has gone, and all that it said was received. Errors: corrupt (it does not speak this
/// protocol), io.
Result<Receipt> receive_frame(const sys::Fd& connection, std::span<char> buffer, bool is_waiting, Frame& frame);

/// One `error` message on a connection that no loop serves yet. A peer that is gone is no matter.
void send_error(const sys::Fd& connection, const Error& error);

}  // namespace skiff::supervisor
