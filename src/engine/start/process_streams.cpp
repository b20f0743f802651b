#include "process_streams.hpp"

#include <sys/socket.h>

#include <skiff/runtime/seccomp_profile.hpp>
#include <skiff/sys/process.hpp>
#include <skiff/sys/socket.hpp>

namespace skiff::engine {

Result<void> ProcessStreams::make_streams(bool is_interactive, runtime::Descriptors& descriptors) {
  TRY_ASSIGN(sys::FdPair output, sys::make_pipe());
  TRY_ASSIGN(sys::FdPair error, sys::make_pipe());
  output_ = std::move(output.first);
  descriptors.output = std::move(output.second);
  error_ = std::move(error.first);
  descriptors.error = std::move(error.second);
  if (is_interactive) {
    TRY_ASSIGN(sys::FdPair input, sys::make_pipe());
    descriptors.input = std::move(input.first);
    input_ = std::move(input.second);
  }
  return {};
}

Result<runtime::Descriptors> ProcessStreams::make(const LaunchContext& launch, const spec::ContainerConfig& config) {
  runtime::Descriptors descriptors;
  if (config.process.has_terminal) {
    TRY_ASSIGN(sys::FdPair terminal, sys::make_socket_pair(SOCK_SEQPACKET));
    terminal_ = std::move(terminal.first);
    descriptors.terminal = std::move(terminal.second);
  } else {
    TRY(make_streams(config.process.is_interactive, descriptors));
  }
  TRY_ASSIGN(sys::FdPair gate, sys::make_pipe());
  gate_ = std::move(gate.second);
  descriptors.gate = std::move(gate.first);
  descriptors.gate_writer = gate_.get();
  descriptors.seccomp = config.image.platform == "linux/386" ? runtime::default_seccomp_filter_for_i386()
                                                             : runtime::default_seccomp_filter();
  descriptors.is_initial_user_namespace = !launch.user_namespace.is_open();
  descriptors.is_setgroups_denied = config.id_map == "single";
  return descriptors;
}

Result<supervisor::Child> ProcessStreams::finish(runtime::Launch started) {
  TRY(started.check_started());
  supervisor::Child child;
  child.process = sys::Process(started.pid(), started.take_pidfd());
  if (terminal_.is_open()) {
    TRY_ASSIGN(sys::Message terminal, sys::receive_message(terminal_, 1));
    if (terminal.descriptors.empty()) return fail(ErrorKind::internal, "the container sent no terminal");
    child.terminal = std::move(terminal.descriptors[0]);
    return child;
  }
  child.input = std::move(input_);
  child.output = std::move(output_);
  child.error = std::move(error_);
  return child;
}

}  // namespace skiff::engine
