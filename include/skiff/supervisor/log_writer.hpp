#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include <skiff/base/result.hpp>
#include <skiff/supervisor/log_format.hpp>
#include <skiff/sys/fd.hpp>

namespace skiff::supervisor {

/// Writes a container's log. It never fails its container: what cannot be written is counted, and one line says how many
/// bytes were lost once writing works again. Each write(2) carries whole records; nothing is held back between calls, so
/// that a kill of any process at any time loses no byte that was handed over.
class LogWriter {
 public:
  /// --log-driver none.
  LogWriter() = default;
  /// The log in a container's directory, of which it keeps a copy; the file is opened (made, mode 0600) with the first record.
  /// `max_size` is that of one file; -1 never rotates. A torn record at the end, left by a power cut, is ended.
  static Result<LogWriter> open(const sys::Fd& directory, std::int64_t max_size);

  /// Takes what one read of a stream gave.
  void write(LogStream stream, std::string_view bytes);
  /// Last words: tries once more to tell what was lost.
  void finish();

  std::uint64_t lost_bytes() const { return lost_; }

 private:
  static constexpr std::size_t buffer_size = 64 << 10;
  void put(LogStream stream, bool is_line_end, std::string_view content);
  void flush();
  bool write_out(std::string_view records);
  void rotate();
  void open_file();
  void put_loss();

  sys::Fd directory_;  ///< not open: no log
  sys::Fd file_;       ///< not open: nothing was written yet, or it could not be opened
  std::int64_t max_size_ = -1;
  std::int64_t size_ = 0;
  std::uint64_t lost_ = 0;      ///< bytes of streams that are not in the log and not told of
  std::uint64_t told_ = 0;      ///< of these, what the loss record in the buffer tells
  std::uint64_t buffered_ = 0;  ///< bytes of streams in the buffer
  int loss_errno_ = 0;
  std::size_t used_ = 0;
  std::unique_ptr<char[]> buffer_;
  char time_[log_time_size] = {};
};

}  // namespace skiff::supervisor
