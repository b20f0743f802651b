#include "client.hpp"

#include <cerrno>
#include <sys/epoll.h>
#include <sys/socket.h>

namespace skiff::supervisor {

Client::Sent Client::send_now(const Header& header, std::span<const iovec> payload) {
  std::array<iovec, 3> parts{iovec{const_cast<Header*>(&header), sizeof header}};
  std::ranges::copy(payload, parts.begin() + 1);
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = 1 + payload.size();
  while (sendmsg(connection_.get(), &message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) {
    if (errno == EINTR) continue;
    // ENOBUFS, ENOMEM: the kernel is short of memory; the message waits here instead.
    if (errno == EAGAIN || errno == ENOBUFS || errno == ENOMEM) return Sent::later;
    return Sent::failed;
  }
  return Sent::yes;
}

void Client::send(MessageKind kind, std::uint16_t detail, std::string_view payload) {
  if (is_dead_ || is_finishing()) return;
  const Header header{kind, detail, static_cast<std::uint32_t>(payload.size())};
  if (queue_.is_empty()) {
    const iovec part{const_cast<char*>(payload.data()), payload.size()};
    const Sent sent = send_now(header, {&part, 1});
    if (sent == Sent::failed) mark_dead();
    if (sent != Sent::later) return;
  }
  if (queue_.free() < sizeof header + payload.size() || !queue_.put(pack(header)) || !queue_.put(payload)) mark_dead();
}

void Client::finish(MessageKind kind, std::string_view payload) {
  if (is_dead_ || is_finishing()) return;
  last_ = Last{kind, std::string(payload)};
  flush();
}

void Client::cut_off() {
  if (is_dead_ || is_finishing()) return;
  queue_.release();
  finish(MessageKind::lost, {});
}

void Client::flush() {
  while (!is_dead_ && !queue_.is_empty()) {
    Header header;
    queue_.peek(reinterpret_cast<char*>(&header), sizeof header);
    const auto pieces = queue_.pieces(sizeof header, header.length);
    const Sent sent = send_now(header, pieces);
    if (sent == Sent::failed) mark_dead();
    if (sent != Sent::yes) return;
    queue_.take(sizeof header + header.length);
  }
  if (is_dead_) return;
  if (!last_) return send_credit();
  const Header header{last_->kind, 0, static_cast<std::uint32_t>(last_->payload.size())};
  const iovec part{last_->payload.data(), last_->payload.size()};
  const Sent sent = send_now(header, {&part, 1});
  if (sent == Sent::failed) mark_dead();
  if (sent != Sent::yes) return;
  last_.reset();
  is_done_ = true;
  // What was sent stays readable for the client; here its end is an event that removes it.
  shutdown(connection_.get(), SHUT_RDWR);
}

void Client::grant(std::size_t bytes) {
  owed_credit_ += bytes;
  send_credit();
}

void Client::send_credit() {
  // Told in large steps, and never queued: a client that types and does not read makes no backlog of credits.
  if (owed_credit_ == 0 || is_finishing() || !queue_.is_empty() || credit_ > input_window / 2) return;
  const auto bytes = static_cast<std::uint32_t>(owed_credit_);
  const Header header{MessageKind::credit, 0, sizeof bytes};
  const std::string_view payload = pack(bytes);
  const iovec part{const_cast<char*>(payload.data()), payload.size()};
  switch (send_now(header, {&part, 1})) {
    case Sent::yes:
      credit_ += owed_credit_;
      owed_credit_ = 0;
      return;
    case Sent::failed:
      return mark_dead();
    case Sent::later:
      // Waits as a queued message, so that the socket is watched for room; there is only this one.
      credit_ += owed_credit_;
      owed_credit_ = 0;
      if (!queue_.put(pack(header)) || !queue_.put(payload)) mark_dead();
      return;
  }
}

bool Client::take_credit(std::size_t bytes) {
  if (bytes > credit_) return false;
  credit_ -= bytes;
  return true;
}

void Client::mark_dead() {
  if (std::exchange(is_dead_, true)) return;
  last_.reset();
  queue_.release();
  shutdown(connection_.get(), SHUT_RDWR);  // an event for the loop, which removes it
}

void Client::update_watch(sys::EventLoop& loop) {
  constexpr std::uint32_t reading = EPOLLIN;
  if (watch != 0) (void)loop.modify(watch, has_backlog() ? reading | EPOLLOUT : reading);
}

}  // namespace skiff::supervisor
