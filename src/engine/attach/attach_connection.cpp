#include "attach_connection.hpp"

#include <cerrno>
#include <sys/mman.h>
#include <unistd.h>

#include <skiff/sys/file.hpp>
#include <skiff/sys/socket.hpp>

namespace skiff::engine {

using supervisor::Header;
using supervisor::MessageKind;

AttachConnection::AttachConnection(sys::Fd socket)
    : socket_(std::move(socket)), buffer_(std::make_unique_for_overwrite<char[]>(supervisor::max_output)) {}

Result<void> AttachConnection::send(MessageKind kind, std::uint16_t detail, std::string_view payload,
                                    const sys::Fd* descriptor) {
  const Header header{kind, detail, static_cast<std::uint32_t>(payload.size())};
  std::string bytes(supervisor::pack(header));
  bytes += payload;
  const int number = descriptor != nullptr ? descriptor->get() : -1;
  auto sent = sys::send_message(socket_, bytes, std::span(&number, descriptor != nullptr ? 1 : 0));
  if (sent) return {};
  const int reason = sent.error().errno_value();
  if (reason == EPIPE || reason == ECONNRESET || reason == ENOTCONN) return {};
  return fail_with(std::move(sent).error(), "cannot write to the container's supervisor");
}

Result<std::optional<AttachConnection::Message>> AttachConnection::receive() {
  supervisor::Frame frame;
  auto receipt = supervisor::receive_frame(socket_, {buffer_.get(), supervisor::max_output}, true, frame);
  if (!receipt) return fail_with(std::move(receipt).error(), "cannot read from the container's supervisor");
  if (*receipt != supervisor::Receipt::message) return std::optional<Message>();
  return Message{frame.header.kind, frame.header.detail, frame.payload};
}

Error supervisor_vanished() {
  return Error(ErrorKind::unreachable, "the container's supervisor has ended without telling an exit code")
      .with_hint("the container may still run: see skiff ps -a");
}

Error start_interrupted() { return Error(ErrorKind::interrupted, "the start was interrupted"); }

namespace {

Result<sys::Fd> connect(const state::Container& container) {
  TRY_ASSIGN(const sys::Fd directory, container.open_runtime_directory());
  return sys::connect_at(directory, std::string(supervisor::attach_socket_name));
}

Result<AttachConnection> greet(const state::Container& container) {
  auto socket = connect(container);
  if (!socket) {
    if (socket.error().errno_value() == ECONNREFUSED) socket.error().with_kind(ErrorKind::not_found);
    return fail_with(std::move(socket).error(), "cannot reach the container's supervisor");
  }
  AttachConnection connection(*std::move(socket));
  TRY(connection.send(MessageKind::hello, 0, supervisor::pack(supervisor::protocol_version)));
  return connection;
}

}  // namespace

Result<sys::Fd> connect_attach(const state::Container& container, std::uint32_t flags) {
  TRY_ASSIGN(AttachConnection connection, greet(container));
  TRY(connection.send(MessageKind::attach, 0, supervisor::pack(flags)));
  return std::move(connection).release();
}

Result<sys::Fd> write_exec_request(const spec::ExecConfig& request) {
  const std::string text = base::json_text(base::to_json(request));
  if (text.size() > supervisor::max_exec_request)
    return fail(ErrorKind::no_space, "the command and environment of an exec are larger than {} bytes",
                supervisor::max_exec_request);
  sys::Fd file(memfd_create("skiff-exec", MFD_CLOEXEC));
  if (!file.is_open()) return fail_errno(errno, "cannot make a memory file");
  TRY(sys::write_all(file, text));
  if (lseek(file.get(), 0, SEEK_SET) != 0) return fail_errno(errno, "cannot rewind a memory file");
  return file;
}

Result<sys::Fd> connect_exec(const state::Container& container, const spec::ExecConfig& request, std::uint32_t flags) {
  TRY_ASSIGN(const sys::Fd file, write_exec_request(request));
  TRY_ASSIGN(AttachConnection connection, greet(container));
  TRY(connection.send(MessageKind::exec, 0, supervisor::pack(flags), &file));
  return std::move(connection).release();
}

}  // namespace skiff::engine
