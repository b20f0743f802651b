#include "process_streams.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/socket.h>

#include <skiff/runtime/seccomp_profile.hpp>
#include <skiff/supervisor/protocol.hpp>
#include <skiff/sys/process.hpp>
#include <skiff/sys/socket.hpp>

namespace skiff::engine {

namespace {

LaunchReport report_of(const spec::ContainerConfig& config) {
  LaunchReport report;
  report.is_started = 1;
  report.has_terminal = config.process.has_terminal;
  report.is_auto_removed = config.is_auto_removed;
  report.has_anonymous_volumes = std::ranges::any_of(config.mounts, &spec::MountSpec::is_anonymous);
  report.has_log = config.log.driver == spec::LogDriver::k8s_file;
  report.log_max_size = config.log.max_size;
  report.stop_signal = spec::stop_signal_of(config);
  report.stop_timeout = config.stop_timeout;
  return report;
}

}  // namespace

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

Result<runtime::Descriptors> ProcessStreams::make(const LaunchPlace& place, const spec::ContainerConfig& config) {
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
  descriptors.is_initial_user_namespace = !place.user_namespace.is_open();
  descriptors.is_setgroups_denied = config.id_map == "single";
  return descriptors;
}

Result<Launched> ProcessStreams::finish(runtime::Launch launch, const spec::ContainerConfig& config) {
  TRY(launch.check_started());
  Launched launched;
  launched.report = report_of(config);
  launched.report.pid = launch.pid();
  launched.report.has_input = input_.is_open();
  launched.pidfd = launch.take_pidfd();
  if (terminal_.is_open()) {
    TRY_ASSIGN(sys::Message terminal, sys::receive_message(terminal_, 1));
    if (terminal.descriptors.empty()) return fail(ErrorKind::internal, "the container sent no terminal");
    launched.terminal = std::move(terminal.descriptors[0]);
    return launched;
  }
  launched.input = std::move(input_);
  launched.output = std::move(output_);
  launched.error = std::move(error_);
  return launched;
}

}  // namespace skiff::engine
