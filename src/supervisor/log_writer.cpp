#include <skiff/supervisor/log_writer.hpp>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/sys/rooted.hpp>

namespace skiff::supervisor {

Result<LogWriter> LogWriter::open(const sys::Fd& directory, std::int64_t max_size) {
  LogWriter log;
  TRY_ASSIGN(log.directory_, directory.duplicate());
  log.max_size_ = max_size > 0 ? max_size : -1;
  return log;
}

void LogWriter::open_file() {
  auto file = sys::open_in_root(directory_, log_file_name(0), O_RDWR | O_APPEND | O_CREAT, sys::Links::refused, 0600);
  if (!file) {
    loss_errno_ = file.error().errno_value();
    return;
  }
  file_ = *std::move(file);
  size_ = std::max<std::int64_t>(0, lseek(file_.get(), 0, SEEK_END));
  char last = '\n';
  if (size_ > 0 && pread(file_.get(), &last, 1, size_ - 1) == 1 && last != '\n') (void)write_out("\n");
}

void LogWriter::write(LogStream stream, std::string_view bytes) {
  if (!directory_.is_open() || bytes.empty()) return;
  if (!buffer_) buffer_ = std::make_unique_for_overwrite<char[]>(buffer_size);
  format_log_time(base::now(), time_);
  if (lost_ > 0) put_loss();
  while (!bytes.empty()) {
    const std::size_t limit = std::min(bytes.size(), log_piece_size);
    const auto* newline = static_cast<const char*>(std::memchr(bytes.data(), '\n', limit));
    const std::size_t length = newline != nullptr ? static_cast<std::size_t>(newline - bytes.data()) : limit;
    put(stream, newline != nullptr, bytes.substr(0, length));
    const std::size_t taken = length + (newline != nullptr ? 1 : 0);
    buffered_ += taken;
    bytes.remove_prefix(taken);
  }
  flush();
}

void LogWriter::put(LogStream stream, bool is_line_end, std::string_view content) {
  const std::size_t size = log_head_size + content.size() + 1;
  if (used_ + size > buffer_size) flush();
  const std::int64_t size_before = size_ + static_cast<std::int64_t>(used_);
  if (max_size_ > 0 && size_before > 0 && size_before + static_cast<std::int64_t>(size) > max_size_) {
    flush();
    rotate();
  }
  char* into = buffer_.get() + used_;
  std::memcpy(into, time_, log_time_size);
  std::memcpy(into + log_time_size, stream == LogStream::output ? " stdout " : " stderr ", 8);
  into[log_time_size + 8] = is_line_end ? 'F' : 'P';
  into[log_time_size + 9] = ' ';
  std::memcpy(into + log_head_size, content.data(), content.size());
  into[size - 1] = '\n';
  used_ += size;
}

void LogWriter::put_loss() {
  char text[128];
  const int length = std::snprintf(text, sizeof text, "skiff: %llu bytes of output are missing here: %s",
                                   static_cast<unsigned long long>(lost_), std::strerror(loss_errno_));
  const std::uint64_t lost = lost_;
  put(LogStream::error, true, std::string_view(text, std::min<std::size_t>(sizeof text - 1, static_cast<std::size_t>(length))));
  told_ = lost;
}

void LogWriter::flush() {
  if (used_ == 0) return;
  if (!file_.is_open()) open_file();
  if (file_.is_open() && write_out({buffer_.get(), used_})) {
    lost_ -= told_;
  } else {
    lost_ += buffered_;
  }
  told_ = buffered_ = used_ = 0;
}

bool LogWriter::write_out(std::string_view records) {
  std::size_t done = 0;
  while (done < records.size()) {
    const ssize_t count = ::write(file_.get(), records.data() + done, records.size() - done);
    if (count > 0) {
      done += static_cast<std::size_t>(count);
      continue;
    }
    if (count < 0 && errno == EINTR) continue;
    loss_errno_ = count < 0 ? errno : ENOSPC;
    // All or nothing: no torn record, and no loss record that is told again and again in the last free bytes.
    if (done > 0 && ftruncate(file_.get(), size_) != 0) size_ += static_cast<std::int64_t>(done);
    return false;
  }
  size_ += static_cast<std::int64_t>(done);
  return true;
}

void LogWriter::rotate() {
  for (int age = log_file_count - 2; age >= 0; --age) {
    const std::string from = log_file_name(age);
    const std::string to = log_file_name(age + 1);
    if (renameat(directory_.get(), from.c_str(), directory_.get(), to.c_str()) != 0 && age == 0)
      return;  // it grows beyond its size; the next record tries again
  }
  file_.close();
  size_ = 0;
  open_file();
}

void LogWriter::finish() {
  if (!directory_.is_open() || lost_ == 0 || !buffer_) return;
  format_log_time(base::now(), time_);
  put_loss();
  flush();
}

}  // namespace skiff::supervisor
