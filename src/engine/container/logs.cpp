#include <array>
#include <cerrno>
#include <poll.h>

#include <skiff/base/text.hpp>
#include <skiff/engine/container.hpp>
#include <skiff/supervisor/protocol.hpp>
#include <skiff/sys/directory_watch.hpp>

#include "attach/attach_connection.hpp"
#include "log_reader.hpp"
#include "context.hpp"
#include "attach/stream_writer.hpp"

namespace skiff::engine {

namespace {

using supervisor::LogRecord;
using supervisor::LogStream;

/// Writes records to two descriptors in large pieces. What both streams wrote stays in order: they may be one terminal.
class LogPrinter {
 public:
  LogPrinter(const LogOptions& options, int output, int error)
      : options_(options), writers_{StreamWriter(output), StreamWriter(error)} {}

  Result<void> print(const LogRecord& record);
  /// A line that is no record, on standard error.
  Result<void> print_damaged(std::string_view line);
  Result<void> flush();

 private:
  static constexpr std::size_t batch = 64 << 10;
  const LogOptions& options_;
  std::array<StreamWriter, 2> writers_;
  std::string buffered_;
  std::size_t stream_ = 0;               ///< of what is buffered
  bool is_in_line_[2] = {false, false};  ///< a piece without a line end was printed last
};

Result<void> LogPrinter::print(const LogRecord& record) {
  const std::size_t stream = record.stream == LogStream::output ? 0 : 1;
  if (stream != stream_ || buffered_.size() > batch) TRY(flush());
  stream_ = stream;
  if (options_.has_timestamps && !is_in_line_[stream]) {
    buffered_ += record.time;
    buffered_ += ' ';
  }
  buffered_ += record.content;
  if (record.is_line_end) buffered_ += '\n';
  is_in_line_[stream] = !record.is_line_end;
  return {};
}

Result<void> LogPrinter::print_damaged(std::string_view line) {
  TRY(flush());
  stream_ = 1;
  buffered_ = fmt::format("skiff: damaged log record: {}\n", base::escape_control(line, 200));
  return flush();
}

Result<void> LogPrinter::flush() {
  TRY(writers_[stream_].write_all(buffered_));
  buffered_.clear();
  return {};
}

/// Tells when a log that grows has more, and when it grows no more: the supervisor says `exit` when all is written.
class LogFollower {
 public:
  /// Nothing to follow is no error: then it has ended already.
  static Result<LogFollower> make(const state::Container& container);
  bool has_ended() const { return !connection_; }
  /// Waits for news, at most until `deadline`; false at the deadline.
  Result<bool> wait(std::optional<base::Time> deadline);

 private:
  /// Without one (the user's limit of inotify instances) the log is looked at again every tenth of a second.
  std::optional<sys::DirectoryWatch> watch_;
  std::optional<AttachConnection> connection_;
};

Result<LogFollower> LogFollower::make(const state::Container& container) {
  LogFollower follower;
  auto connection = connect_attach(container, supervisor::attach_without_output);
  if (connection)
    follower.connection_.emplace(*std::move(connection));
  else if (connection.error().kind() != ErrorKind::not_found)
    return std::unexpected(std::move(connection).error());
  auto watch = sys::DirectoryWatch::make();
  if (watch && watch->add(container.directory(), sys::DirectoryWatch::Changes::contents)) follower.watch_ = *std::move(watch);
  return follower;
}

Result<bool> LogFollower::wait(std::optional<base::Time> deadline) {
  int patience = -1;
  if (deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - base::now()).count();
    if (left <= 0) return false;
    patience = static_cast<int>(std::min<long long>(left, 1 << 30));
  }
  constexpr int look_again = 100;
  if (!watch_) patience = patience < 0 ? look_again : std::min(patience, look_again);
  std::array<pollfd, 2> events{pollfd{watch_ ? watch_->fd().get() : -1, POLLIN, 0}, pollfd{connection_->socket().get(), POLLIN, 0}};
  if (poll(events.data(), events.size(), patience) < 0 && errno != EINTR)
    return fail_errno(errno, "cannot wait for the log");
  if (events[0].revents != 0) TRY(watch_->changed());
  if (events[1].revents != 0) {
    TRY_ASSIGN(const auto message, connection_->receive());
    using supervisor::MessageKind;
    if (!message || message->kind == MessageKind::exit || message->kind == MessageKind::error) connection_.reset();
  }
  return true;
}

class LogPrinting {
 public:
  LogPrinting(const LogOptions& options, LogReader reader, LogTail tail, LogPrinter printer)
      : options_(options), reader_(std::move(reader)), tail_(tail), printer_(std::move(printer)) {
    reader_.seek(tail_.first());
  }
  LogReader& reader() { return reader_; }
  bool is_past_until() const { return is_past_until_; }

  /// Prints what is there now.
  Result<void> print_all();
  /// Prints a torn record at the very end: the supervisor died while it wrote.
  Result<void> print_rest();

 private:
  Result<void> print_line(const LogReader::Line& line);

  const LogOptions& options_;
  LogReader reader_;
  LogTail tail_;
  LogPrinter printer_;
  bool is_past_until_ = false;
};

Result<void> LogPrinting::print_line(const LogReader::Line& line) {
  const auto record = supervisor::parse_log_record(line.text);
  if (!record) return line.text.empty() ? Result<void>() : printer_.print_damaged(line.text);
  if (line.position < tail_.start[record->stream == LogStream::output ? 0 : 1]) return {};
  if (options_.since || options_.until) {
    const auto time = base::parse_rfc3339(record->time);
    if (!time) return printer_.print_damaged(line.text);
    if (options_.since && *time < *options_.since) return {};
    if (options_.until && *time > *options_.until) {
      is_past_until_ = true;
      return {};
    }
  }
  return printer_.print(*record);
}

Result<void> LogPrinting::print_all() {
  while (!is_past_until_) {
    TRY_ASSIGN(const auto line, reader_.next());
    if (!line) break;
    TRY(print_line(*line));
  }
  return printer_.flush();
}

Result<void> LogPrinting::print_rest() {
  auto record = supervisor::parse_log_record(reader_.remainder());
  if (!record || is_past_until_) return {};
  record->is_line_end = false;
  TRY(printer_.print(*record));
  return printer_.flush();
}

Result<void> print_log(const state::Container& container, const LogOptions& options, LogPrinter printer) {
  // The follower first: what happens between is seen twice rather than never.
  std::optional<LogFollower> follower;
  if (options.is_following) {
    TRY_ASSIGN(follower, LogFollower::make(container));
  }
  TRY_ASSIGN(auto files, open_log(container.directory()));
  LogTail tail;
  if (options.tail) {
    TRY_ASSIGN(tail, find_tail(files, *options.tail, options.until));
  }
  LogPrinting printing(options, LogReader(container.directory(), std::move(files)), tail, std::move(printer));
  if (follower) printing.reader().follow();
  while (true) {
    // Asked before the reading: what was written before the end is then read after it.
    const bool was_ended = !follower || follower->has_ended();
    TRY(printing.print_all());
    if (printing.is_past_until()) return {};
    if (was_ended) return printing.print_rest();
    TRY_ASSIGN(const bool has_news, follower->wait(options.until));
    if (!has_news) return {};
  }
}

}  // namespace

Result<void> logs(Context& context, const std::string& name, const LogOptions& options, int output, int error) {
  TRY_ASSIGN(const state::Container container, context.containers().find(name));
  TRY_ASSIGN(const spec::ContainerConfig config, container.config());
  if (config.log.driver == spec::LogDriver::none)
    return fail(ErrorKind::unsupported,
                "this container is using the 'none' log driver, cannot read logs: this container is not logging output");
  auto printed = print_log(container, options, LogPrinter(options, output, error));
  if (printed || printed.error().errno_value() == EPIPE) return {};  // `logs | head`: the reader has seen enough
  return fail_with(std::move(printed).error(), "cannot print the log of container {}", base::escape_control(name, 64));
}

}  // namespace skiff::engine
