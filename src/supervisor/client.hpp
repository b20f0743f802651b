#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <skiff/supervisor/protocol.hpp>
#include <skiff/sys/event_loop.hpp>
#include <skiff/sys/fd.hpp>

#include "ring.hpp"

namespace skiff::supervisor {

class Session;

/// One connection to the attach socket, with what waits for it. It knows messages but not what they are about.
class Client {
 public:
  explicit Client(sys::Fd connection) : connection_(std::move(connection)), queue_(client_queue) {}

  const sys::Fd& connection() const { return connection_; }

  /// Sends at once, or queues. A client that is gone, or whose queue cannot take it, is dead afterwards.
  void send(MessageKind kind, std::uint16_t detail, std::string_view payload);
  /// The last message: sent when all that was queued is. After it the client is_done().
  void finish(MessageKind kind, std::string_view payload);
  /// Drops what is queued; `lost` is its last message.
  void cut_off();
  /// Sends what the socket takes. Call when it is writable.
  void flush();

  /// Lets the client send more input; told when it is worth a message.
  void grant(std::size_t bytes);
  /// Uses up credit; false if the client sent more than it may.
  bool take_credit(std::size_t bytes);

  /// One more output message of the largest size may not fit.
  bool is_full() const { return queue_.free() < sizeof(Header) + max_output + reserve; }
  bool is_half_empty() const { return queue_.used() <= client_queue / 2; }
  /// Room for what a container's pipes can still hold when it has ended.
  void make_final_room() { (void)queue_.grow(final_queue); }
  bool has_backlog() const { return !is_dead_ && (!queue_.is_empty() || last_.has_value()); }
  bool is_dead() const { return is_dead_; }
  bool is_done() const { return is_dead_ || is_done_; }
  bool is_finishing() const { return last_.has_value() || is_done_; }
  void mark_dead();
  /// Watches the socket for what it is needed for now.
  void update_watch(sys::EventLoop& loop);

  enum class Phase { greeting, idle, attached, starting };
  Phase phase = Phase::greeting;
  std::uint32_t flags = 0;            ///< of attach or exec
  Session* session = nullptr;         ///< what it is attached to
  sys::EventLoop::WatchId watch = 0;
  sys::EventLoop::TimerId deadline = 0;  ///< runs while a client that may be cut off is full

 private:
  static constexpr std::size_t reserve = 8 << 10;        ///< for control messages behind a full queue of output
  static constexpr std::size_t final_queue = 4 << 20;    ///< four times /proc/sys/fs/pipe-max-size of an ordinary user
  enum class Sent { yes, later, failed };
  Sent send_now(const Header& header, std::span<const iovec> payload);
  void send_credit();

  sys::Fd connection_;
  Ring queue_;  ///< of whole messages: Header and payload
  std::size_t credit_ = 0;       ///< bytes the client may send
  std::size_t owed_credit_ = 0;  ///< bytes it may send and does not know of yet
  struct Last {
    MessageKind kind;
    std::string payload;
  };
  std::optional<Last> last_;
  bool is_dead_ = false;
  bool is_done_ = false;
};

}  // namespace skiff::supervisor
