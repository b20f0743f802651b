#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <poll.h>
#include <span>

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

/// The time of a record in UTC, with nanoseconds; as it was written where that is no time.
std::string utc_text(std::string_view time) {
  const auto parsed = base::parse_rfc3339(time);
  return parsed ? base::format_rfc3339(*parsed) : std::string(time);
}

/// What stands around each line of a container: whose it is, and a colour.
struct LineFrame {
  std::string beginning;
  std::string end;  ///< before the end of line
};
constexpr std::string_view no_color = "\x1b[0m";

/// Writes records to two descriptors in large pieces. What both streams wrote stays in order: they may be one terminal.
class LogPrinter {
 public:
  LogPrinter(const LogOptions& options, int output, int error)
      : options_(options), writers_{StreamWriter(output), StreamWriter(error)} {}

  Result<void> print(const LogRecord& record, const LineFrame& frame);
  /// A last line that has no end does not leave its colour to what is printed next.
  Result<void> end_colors();
  /// Whether a line that was begun on a stream has not ended yet.
  bool is_in_line() const { return is_in_line_[0] || is_in_line_[1]; }
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

Result<void> LogPrinter::print(const LogRecord& record, const LineFrame& frame) {
  const std::size_t stream = record.stream == LogStream::output ? 0 : 1;
  if (stream != stream_ || buffered_.size() > batch) TRY(flush());
  stream_ = stream;
  if (!is_in_line_[stream]) {
    buffered_ += frame.beginning;
    if (options_.has_timestamps) buffered_ += utc_text(record.time) + ' ';
  }
  buffered_ += record.content;
  if (record.is_line_end) {
    buffered_ += frame.end;
    buffered_ += '\n';
  }
  is_in_line_[stream] = !record.is_line_end;
  return {};
}

Result<void> LogPrinter::end_colors() {
  if (!options_.has_colors) return {};
  for (std::size_t stream = 0; stream < writers_.size(); ++stream) {
    if (!is_in_line_[stream]) continue;
    TRY(flush());
    stream_ = stream;
    buffered_ += no_color;
  }
  return flush();
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
  bool has_watch() const { return watch_.has_value(); }
  /// What becomes readable when there are news, and what to do then: always `event_count` of them.
  static constexpr std::size_t event_count = 2;
  void add_events(std::vector<pollfd>& events) const;
  Result<void> take(std::span<const pollfd> events);

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

void LogFollower::add_events(std::vector<pollfd>& events) const {
  events.push_back({watch_ ? watch_->fd().get() : -1, POLLIN, 0});
  events.push_back({connection_ ? connection_->socket().get() : -1, POLLIN, 0});
}

Result<void> LogFollower::take(std::span<const pollfd> events) {
  if (events[0].revents != 0) TRY(watch_->changed());
  if (events[1].revents == 0) return {};
  TRY_ASSIGN(const auto message, connection_->receive());
  using supervisor::MessageKind;
  if (!message || message->kind == MessageKind::exit || message->kind == MessageKind::error) connection_.reset();
  return {};
}

/// One container's log, record by record.
class LogSource {
 public:
  static Result<LogSource> open(state::Container container, const LogOptions& options, LineFrame frame);

  const LineFrame& frame() const { return frame_; }
  const std::optional<LogFollower>& follower() const { return follower_; }
  std::optional<LogFollower>& follower() { return follower_; }
  /// Nothing more is to come: it is past `until`, or has ended before the last reading.
  bool is_over() const { return is_past_until_ || is_read_out_; }

  /// The next record that is wanted, valid until the next call; nothing at the end of what is there now. A damaged line is
  /// printed at once.
  Result<std::optional<LogRecord>> next(LogPrinter& printer);
  /// Before what is there is read: what was written before the end is then read after it.
  void look_at_end() { was_ended_ = !follower_ || follower_->has_ended(); }
  /// After it was read: a torn record at the very end, where the supervisor died while it wrote.
  std::optional<LogRecord> rest();

 private:
  LogSource(state::Container container, const LogOptions& options, LineFrame frame)
      : container_(std::make_unique<state::Container>(std::move(container))), options_(&options), frame_(std::move(frame)) {}
  /// Whether a parsed record is wanted; nothing if its time cannot be read.
  std::optional<bool> is_wanted(const LogRecord& record, const LogPosition& position);

  std::unique_ptr<state::Container> container_;  ///< the reader refers to it
  const LogOptions* options_;
  LineFrame frame_;
  std::optional<LogFollower> follower_;
  std::optional<LogReader> reader_;
  LogTail tail_;
  bool was_ended_ = false;
  bool is_past_until_ = false;
  bool is_read_out_ = false;
};

Result<LogSource> LogSource::open(state::Container container, const LogOptions& options, LineFrame frame) {
  LogSource source(std::move(container), options, std::move(frame));
  // The follower first: what happens between is seen twice rather than never.
  if (options.is_following) {
    TRY_ASSIGN(source.follower_, LogFollower::make(*source.container_));
  }
  TRY_ASSIGN(auto files, open_log(source.container_->directory()));
  if (options.tail) {
    TRY_ASSIGN(source.tail_, find_tail(files, *options.tail, options.until));
  }
  source.reader_.emplace(source.container_->directory(), std::move(files));
  source.reader_->seek(source.tail_.first());
  if (options.is_following) source.reader_->follow();
  return source;
}

std::optional<bool> LogSource::is_wanted(const LogRecord& record, const LogPosition& position) {
  if (position < tail_.start[record.stream == LogStream::output ? 0 : 1]) return false;
  if (!options_->since && !options_->until) return true;
  const auto time = base::parse_rfc3339(record.time);
  if (!time) return std::nullopt;
  if (options_->since && *time < *options_->since) return false;
  if (options_->until && *time > *options_->until) is_past_until_ = true;
  return !is_past_until_;
}

Result<std::optional<LogRecord>> LogSource::next(LogPrinter& printer) {
  while (!is_past_until_) {
    TRY_ASSIGN(const auto line, reader_->next());
    if (!line) return std::optional<LogRecord>();
    const auto record = supervisor::parse_log_record(line->text);
    const std::optional<bool> wanted = record ? is_wanted(*record, line->position) : std::nullopt;
    if (!wanted && !line->text.empty()) TRY(printer.print_damaged(line->text));
    if (wanted.value_or(false)) return record;
  }
  return std::optional<LogRecord>();
}

std::optional<LogRecord> LogSource::rest() {
  if (!was_ended_ || is_over()) return std::nullopt;
  is_read_out_ = true;
  auto record = supervisor::parse_log_record(reader_->remainder());
  if (record) record->is_line_end = false;
  return record;
}

/// Prints what is there now of all sources, by their times. What one writes without an end of line stays together.
Result<void> print_present(std::vector<LogSource>& sources, LogPrinter& printer) {
  std::vector<std::optional<LogRecord>> heads(sources.size());
  for (std::size_t i = 0; i < sources.size(); ++i) {
    sources[i].look_at_end();
    if (!sources[i].is_over()) {
      TRY_ASSIGN(heads[i], sources[i].next(printer));
    }
  }
  std::size_t last = 0;
  while (true) {
    std::optional<std::size_t> first;
    for (std::size_t i = 0; i < heads.size(); ++i)
      if (heads[i] && (!first || heads[i]->time < heads[*first]->time)) first = i;
    if (!first) break;
    if (printer.is_in_line() && heads[last]) first = last;
    last = *first;
    TRY(printer.print(*heads[last], sources[last].frame()));
    TRY_ASSIGN(heads[last], sources[last].next(printer));
  }
  for (LogSource& source : sources)
    if (const auto record = source.rest()) TRY(printer.print(*record, source.frame()));
  return printer.flush();
}

/// Waits for news of any source; false at the deadline.
Result<bool> wait_for_news(std::vector<LogSource>& sources, std::optional<base::Time> deadline) {
  int patience = -1;
  if (deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - base::now()).count();
    if (left <= 0) return false;
    patience = static_cast<int>(std::min<long long>(left, 1 << 30));
  }
  constexpr int look_again = 100;
  const bool is_blind = std::ranges::any_of(sources, [](const LogSource& source) { return !source.is_over() && !source.follower()->has_watch(); });
  if (is_blind) patience = patience < 0 ? look_again : std::min(patience, look_again);
  std::vector<pollfd> events;
  for (const LogSource& source : sources)
    if (!source.is_over()) source.follower()->add_events(events);
  if (poll(events.data(), events.size(), patience) < 0 && errno != EINTR)
    return fail_errno(errno, "cannot wait for the log");
  std::size_t at = 0;
  for (LogSource& source : sources)
    if (!source.is_over()) TRY(source.follower()->take(std::span(events).subspan(at++ * LogFollower::event_count, LogFollower::event_count)));
  return true;
}

Result<void> print_logs(std::vector<LogSource> sources, const LogOptions& options, LogPrinter printer) {
  while (true) {
    TRY(print_present(sources, printer));
    if (std::ranges::all_of(sources, &LogSource::is_over)) return printer.end_colors();
    TRY_ASSIGN(const bool has_news, wait_for_news(sources, options.until));
    if (!has_news) return printer.end_colors();
  }
}

/// The colours of podman, in its order: the first container's lines are grey, the second's red.
constexpr std::array<int, 7> line_colors = {37, 31, 33, 34, 35, 36, 32};

LineFrame frame_of(std::string shown, const LogOptions& options, std::size_t number) {
  if (!shown.empty()) shown += ' ';
  if (!options.has_colors) return {std::move(shown), ""};
  return {fmt::format("\x1b[{}m{}", line_colors[number % line_colors.size()], shown), std::string(no_color)};
}

/// `number`: which of `count` containers it is. Lines of one alone do not say whose they are.
Result<LogSource> open_source(Context& context, const std::string& name, const LogOptions& options, std::size_t number, std::size_t count) {
  TRY_ASSIGN(state::Container container, context.containers().find(name));
  TRY_ASSIGN(const spec::ContainerConfig config, container.config());
  if (config.log.driver == spec::LogDriver::none)
    return fail(ErrorKind::unsupported,
                "this container is using the 'none' log driver, cannot read logs: this container is not logging output");
  std::string shown;
  if (count > 1 && options.has_names) {
    TRY_ASSIGN(shown, context.containers().name_of(container));
    shown = base::escape_control(shown, 300);
  } else if (count > 1) {
    shown = container.id().substr(0, 12);
  }
  return LogSource::open(std::move(container), options, frame_of(std::move(shown), options, number));
}

}  // namespace

Result<void> logs(Context& context, const std::vector<std::string>& names, const LogOptions& options, int output, int error) {
  std::vector<LogSource> sources;
  for (const std::string& name : names) {
    TRY_ASSIGN(LogSource source, open_source(context, name, options, sources.size(), names.size()));
    sources.push_back(std::move(source));
  }
  auto printed = print_logs(std::move(sources), options, LogPrinter(options, output, error));
  if (printed || printed.error().errno_value() == EPIPE) return {};  // `logs | head`: the reader has seen enough
  return fail_with(std::move(printed).error(), "cannot print the log of {}",
                   names.size() == 1 ? "container " + base::escape_control(names[0], 64) : std::string("several containers"));
}

}  // namespace skiff::engine
