#include "log_reader.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include <skiff/sys/rooted.hpp>

namespace skiff::engine {

using supervisor::log_file_count;
using supervisor::log_file_name;

namespace {

Result<std::optional<LogFile>> open_file(const sys::Fd& directory, int age) {
  auto fd = sys::open_in_root(directory, log_file_name(age), O_RDONLY, sys::Links::refused);
  if (!fd && fd.error().kind() == ErrorKind::not_found) return std::optional<LogFile>();
  if (!fd) return std::unexpected(fd.error());
  TRY_ASSIGN(const struct stat status, sys::stat_of(*fd));
  return LogFile{*std::move(fd), status.st_ino, static_cast<std::uint64_t>(status.st_size)};
}

Result<std::size_t> read_at(const sys::Fd& fd, char* into, std::size_t size, std::uint64_t offset) {
  while (true) {
    const ssize_t count = pread(fd.get(), into, size, static_cast<off_t>(offset));
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) return fail_errno(errno, "cannot read the log");
  }
}

}  // namespace

Result<std::vector<LogFile>> open_log(const sys::Fd& directory) {
  while (true) {
    std::vector<LogFile> files;
    for (int age = 0; age < log_file_count; ++age) {
      TRY_ASSIGN(auto file, open_file(directory, age));
      if (file) files.insert(files.begin(), *std::move(file));
    }
    // A rotation in between is seen by its newest file.
    const auto newest = sys::stat_at(directory, log_file_name(0));
    const bool is_same = newest ? !files.empty() && files.back().inode == newest->st_ino : true;
    if (is_same) return files;
  }
}

// ---------------------------------------------------------------- tail

namespace {

/// Walks records from the end and finds where the wanted lines begin.
class TailFinder {
 public:
  TailFinder(const std::vector<LogFile>& files, std::uint64_t lines, std::optional<base::Time> until)
      : files_(files), wanted_(lines), until_(until), buffer_(std::make_unique_for_overwrite<char[]>(block + margin)) {}

  Result<LogTail> find() {
    const LogPosition end{files_.size() - 1, files_.back().size};
    tail_.start[0] = tail_.start[1] = end;
    for (std::size_t file = files_.size(); file-- > 0 && !is_done();) TRY(scan_file(file));
    return tail_;
  }

 private:
  static constexpr std::size_t block = 64 << 10;
  static constexpr std::size_t margin = 64;  ///< a record's head that begins at a block's last byte
  /// Where another stream's line began is looked for no further than this behind the last counted line.
  static constexpr std::uint64_t patience = 1 << 20;

  bool is_done() const {
    if (count_ < wanted_) return false;
    if (wanted_ == 0 || spent_ > patience) return true;
    return (!has_seen_[0] || is_complete_[0]) && (!has_seen_[1] || is_complete_[1]);
  }

  Result<void> scan_file(std::size_t file) {
    for (std::uint64_t end = files_[file].size; end > 0 && !is_done();) {
      // The byte before the block tells whether a line begins at its start.
      const std::uint64_t begin = end > block ? end - block : 0;
      const std::uint64_t from = begin > 0 ? begin - 1 : 0;
      const std::uint64_t to = std::min<std::uint64_t>(files_[file].size, end + margin - 1);
      TRY_ASSIGN(const std::size_t size, read_at(files_[file].fd, buffer_.get(), to - from, from));
      const std::string_view text(buffer_.get(), size);
      for (std::uint64_t at = std::min<std::uint64_t>(end, from + size); at-- > begin && !is_done();) {
        const std::size_t index = at - from;
        if (at != 0 && text[index - 1] != '\n') {
          // The line's start is further to the left: jump to the newline before it.
          const auto* newline = static_cast<const char*>(memrchr(text.data(), '\n', index));
          if (newline == nullptr && begin != 0) break;
          at = newline == nullptr ? 0 : from + static_cast<std::uint64_t>(newline - text.data()) + 1;
          if (at < begin) break;
        }
        take({file, at}, text.substr(at - from, margin));
      }
      if (count_ >= wanted_) spent_ += end - begin;
      end = begin;
    }
    return {};
  }

  void take(LogPosition position, std::string_view head) {
    const auto record = supervisor::parse_log_record(head.substr(0, head.find('\n')));
    if (!record) return;
    if (until_) {
      const auto time = base::parse_rfc3339(record->time);
      if (time && *time > *until_) return;
    }
    const std::size_t stream = record->stream == supervisor::LogStream::output ? 0 : 1;
    if (is_complete_[stream]) return;
    const bool is_another_line = record->is_line_end || !has_seen_[stream];
    if (is_another_line && count_ == wanted_) {
      is_complete_[stream] = true;
      return;
    }
    if (is_another_line) ++count_;
    has_seen_[stream] = true;
    tail_.start[stream] = position;
  }

  const std::vector<LogFile>& files_;
  std::uint64_t wanted_;
  std::optional<base::Time> until_;
  std::unique_ptr<char[]> buffer_;
  LogTail tail_;
  std::uint64_t count_ = 0;
  std::uint64_t spent_ = 0;
  bool has_seen_[2] = {};
  bool is_complete_[2] = {};
};

}  // namespace

Result<LogTail> find_tail(const std::vector<LogFile>& files, std::uint64_t lines, std::optional<base::Time> until) {
  if (files.empty()) return LogTail{};
  return TailFinder(files, lines, until).find();
}

// ---------------------------------------------------------------- forward

LogReader::LogReader(const sys::Fd& directory, std::vector<LogFile> files)
    : directory_(directory),
      files_(std::move(files)),
      buffer_(std::make_unique_for_overwrite<char[]>(buffer_size)) {}

void LogReader::seek(LogPosition position) {
  read_at_ = position;
  begin_ = end_ = 0;
}

Result<std::optional<LogReader::Line>> LogReader::next() {
  while (true) {
    const std::string_view have = remainder();
    const std::size_t newline = have.find('\n');
    const bool is_too_long = newline == std::string_view::npos && have.size() == buffer_size;
    if (newline != std::string_view::npos || is_too_long) {
      const std::size_t length = is_too_long ? have.size() : newline;
      const Line line{{read_at_.file, read_at_.offset - have.size()}, have.substr(0, length)};
      begin_ += length + (is_too_long ? 0 : 1);
      return line;
    }
    TRY_ASSIGN(const bool has_more, fill());
    if (!has_more) return std::optional<Line>();
  }
}

Result<bool> LogReader::fill() {
  if (begin_ > 0) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
    end_ -= std::exchange(begin_, 0);
  }
  while (true) {
    if (read_at_.file >= files_.size()) {
      if (!is_following_ || !files_.empty()) return false;
      TRY_ASSIGN(files_, open_log(directory_));  // the first file of all was made meanwhile
      if (files_.empty()) return false;
    }
    const LogFile& file = files_[read_at_.file];
    const bool is_newest = read_at_.file + 1 == files_.size();
    std::size_t room = buffer_size - end_;
    if (is_newest && !is_following_)
      room = std::min<std::uint64_t>(room, file.size - std::min(file.size, read_at_.offset));
    TRY_ASSIGN(const std::size_t count, read_at(file.fd, buffer_.get() + end_, room, read_at_.offset));
    end_ += count;
    read_at_.offset += count;
    if (count > 0) return true;
    if (is_newest) {
      TRY_ASSIGN(const bool has_successor, open_successor());
      if (!has_successor) return false;
      if (is_superseded_) continue;
    }
    // A torn record at the end of a file that is done with does not run into the next file's first.
    if (end_ > begin_ && end_ < buffer_size) {
      buffer_[end_++] = '\n';
      return true;
    }
    read_at_ = {read_at_.file + 1, 0};
  }
}

std::optional<std::uint64_t> LogReader::inode_of(int age) const {
  const auto status = sys::stat_at(directory_, log_file_name(age));
  if (!status) return std::nullopt;
  return status->st_ino;
}

Result<bool> LogReader::open_successor() {
  if (!is_following_) return false;
  const std::uint64_t current = files_.back().inode;
  if (inode_of(0) == current) return false;
  if (!std::exchange(is_superseded_, true)) return true;  // what was written before the rename is read first
  // The one after it in age; or, if it was removed already, the oldest that is left.
  for (int attempt = 0; attempt < 8; ++attempt) {
    int age = 1;
    while (age < log_file_count && inode_of(age) != current) ++age;
    const bool was_removed = age == log_file_count;
    std::optional<LogFile> successor;
    for (int younger = age - 1; younger >= 0 && !successor; --younger) {
      TRY_ASSIGN(successor, open_file(directory_, younger));
    }
    if (!successor) return is_superseded_ = false;  // between two renames; the new file's making is an event
    if (!was_removed && inode_of(age) != current) continue;  // renamed once more meanwhile
    files_.push_back(*std::move(successor));
    is_superseded_ = false;
    return true;
  }
  return is_superseded_ = false;
}

}  // namespace skiff::engine
