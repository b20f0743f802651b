#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/base/time.hpp>
#include <skiff/supervisor/log_format.hpp>
#include <skiff/sys/fd.hpp>

/// Reading a container's log across its files while its supervisor goes on writing and renaming them.
namespace skiff::engine {

/// A place in a log. Files count from the oldest that was there when reading began.
struct LogPosition {
  std::size_t file = 0;
  std::uint64_t offset = 0;
  auto operator<=>(const LogPosition&) const = default;
};

struct LogFile {
  sys::Fd fd;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;  ///< when it was opened
};

/// The files of a log at one moment, oldest first; none if nothing was ever logged.
Result<std::vector<LogFile>> open_log(const sys::Fd& directory);

/// Where the last lines begin, for each stream (index 0: output). A line is a stream's pieces up to a line end.
struct LogTail {
  LogPosition start[2];
  LogPosition first() const { return std::min(start[0], start[1]); }
};
/// Reads from the end and not more than it must. Records later than `until` do not count.
Result<LogTail> find_tail(const std::vector<LogFile>& files, std::uint64_t lines, std::optional<base::Time> until);

class LogReader {
 public:
  LogReader(const sys::Fd& directory, std::vector<LogFile> files);

  void seek(LogPosition position);
  /// One line of the file, valid until the next call; nothing at the end of what is there now. A line longer than any
  /// record comes in pieces.
  struct Line {
    LogPosition position;
    std::string_view text;
  };
  Result<std::optional<Line>> next();
  /// What is left at the end without a newline: a torn record.
  std::string_view remainder() const { return {buffer_.get() + begin_, end_ - begin_}; }
  /// Goes on to files that came later; without it reading ends where the log ended when it was opened.
  void follow() { is_following_ = true; }

 private:
  static constexpr std::size_t buffer_size = 64 << 10;
  Result<bool> fill();
  Result<bool> open_successor();
  std::optional<std::uint64_t> inode_of(int age) const;

  const sys::Fd& directory_;
  std::vector<LogFile> files_;
  LogPosition read_at_;  ///< of the next byte from the file
  std::unique_ptr<char[]> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool is_following_ = false;
  bool is_superseded_ = false;  ///< the newest known file was renamed: it is read to its end once more
};

}  // namespace skiff::engine
