#include "pump.hpp"

#include <cerrno>

#include <skiff/base/packed_error.hpp>
#include <skiff/supervisor/protocol.hpp>

namespace skiff::engine {

using supervisor::MessageKind;

Pump::Pump(sys::Fd socket, int output, int error, bool is_starting)
    : connection_(std::move(socket)), output_(output), error_(error), is_starting_(is_starting) {}

pollfd Pump::connection() const { return {pending_.empty() && !closed_stream_ ? connection_.socket().get() : -1, POLLIN, 0}; }

pollfd Pump::writable() const { return {pending_.empty() || closed_stream_ ? -1 : writer_->fd(), POLLOUT, 0}; }

Result<void> Pump::receive() {
  TRY_ASSIGN(const auto message, connection_.receive());
  if (!message) return std::unexpected(is_starting_ ? start_interrupted() : supervisor_vanished());
  switch (message->kind) {
    case MessageKind::attached:
      is_attached_ = true;
      is_starting_ = false;
      has_terminal_ = (supervisor::unpack<std::uint32_t>(message->payload) & supervisor::attached_has_terminal) != 0;
      return {};
    case MessageKind::output:
      writer_ = message->detail == 2 ? &error_ : &output_;
      pending_ = message->payload;
      return write();
    case MessageKind::credit:
      credit_ += supervisor::unpack<std::uint32_t>(message->payload);
      return {};
    case MessageKind::exit:
      exit_code_ = supervisor::unpack<std::int32_t>(message->payload);
      return {};
    case MessageKind::error:
      return std::unexpected(base::unpack_error(message->payload));
    case MessageKind::lost:
      return std::unexpected(Error(ErrorKind::io, "output lost: this terminal fell behind the container")
                                 .with_hint("the container goes on; skiff logs has what was lost"));
    default:
      return {};  // of a later version
  }
}

Result<void> Pump::write() {
  const auto count = writer_->write_some(pending_);
  if (count) {
    pending_.remove_prefix(*count);
    return {};
  }
  if (count.error().errno_value() != EPIPE) return std::unexpected(count.error());
  closed_stream_ = writer_ == &error_ ? 2 : 1;
  return {};
}

void Pump::drop_output() {
  *writer_ = StreamWriter(-1);
  pending_ = {};
  closed_stream_.reset();
}

Result<void> Pump::send_input(std::string_view bytes) {
  if (bytes.empty()) return {};
  credit_ -= std::min(credit_, bytes.size());
  return connection_.send(MessageKind::input, 0, bytes);
}

Result<void> Pump::resize(sys::WindowSize size) {
  return connection_.send(MessageKind::resize, 0, supervisor::pack(supervisor::Resize{size.rows, size.columns}));
}

Result<void> Pump::signal(int number) { return connection_.send(MessageKind::signal, static_cast<std::uint16_t>(number)); }

Result<void> Pump::close_stream(int stream) {
  return connection_.send(MessageKind::reader_gone, static_cast<std::uint16_t>(stream));
}

}  // namespace skiff::engine
