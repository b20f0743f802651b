#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

#include "catch.hpp"

#include <skiff/supervisor/log_writer.hpp>
#include <skiff/sys/file.hpp>
#include <skiff/sys/rooted.hpp>

#include "container/log_reader.hpp"

using namespace skiff;
using engine::LogReader;
using engine::LogTail;
using supervisor::LogStream;
using supervisor::LogWriter;

namespace {

class Directory {
 public:
  Directory() {
    if (mkdtemp(path_) == nullptr) std::abort();
    fd_ = *sys::open_directory(path_);
  }
  ~Directory() {
    fd_.close();
    const auto parent = sys::open_directory("/tmp");
    (void)sys::remove_tree(*parent, std::string(path_ + 5));
  }
  const sys::Fd& fd() const { return fd_; }

 private:
  char path_[26] = "/tmp/skiff-unit-XXXXXX";
  sys::Fd fd_;
};

/// Contents as `logs` prints them, from a tail on.
std::string print(LogReader& reader, const LogTail& tail = {}) {
  std::string text;
  while (true) {
    const auto line = reader.next();
    REQUIRE(line.has_value());
    if (!*line) return text;
    const auto record = supervisor::parse_log_record((*line)->text);
    if (!record) {
      text += fmt::format("<damaged {}>", (*line)->text.size());
      continue;
    }
    if ((*line)->position < tail.start[record->stream == LogStream::output ? 0 : 1]) continue;
    text += record->content;
    if (record->is_line_end) text += '\n';
  }
}

std::string tail_of(const Directory& directory, std::uint64_t lines, std::optional<base::Time> until = {}) {
  auto files = engine::open_log(directory.fd());
  REQUIRE(files.has_value());
  const auto tail = engine::find_tail(*files, lines, until);
  REQUIRE(tail.has_value());
  LogReader reader(directory.fd(), *std::move(files));
  reader.seek(tail->first());
  return print(reader, *tail);
}

}  // namespace

TEST_CASE("a log is read across its files in order, to where it ended when reading began") {
  const Directory directory;
  auto log = LogWriter::open(directory.fd(), 5'000);
  REQUIRE(log.has_value());
  for (int i = 0; i < 400; ++i) log->write(LogStream::output, fmt::format("line {}\n", i));
  auto files = engine::open_log(directory.fd());
  REQUIRE(files->size() == 3);
  LogReader reader(directory.fd(), *std::move(files));
  log->write(LogStream::output, "later\n");
  const std::string text = print(reader);
  CHECK(text.ends_with("line 399\n"));
  int number = std::atoi(text.c_str() + 5);
  CHECK(number > 0);
  std::string expected;
  for (; number < 400; ++number) expected += fmt::format("line {}\n", number);
  CHECK(text == expected);
}

TEST_CASE("following survives any number of rotations") {
  const Directory directory;
  LogReader reader(directory.fd(), {});
  reader.follow();
  CHECK(print(reader).empty());
  auto log = LogWriter::open(directory.fd(), 2'000);
  std::string expected;
  std::string got;
  for (int i = 0; i < 3000; ++i) {
    const std::string line = fmt::format("number {}\n", i);
    log->write(LogStream::output, line);
    expected += line;
    if (i % 37 == 0) got += print(reader);  // up to two rotations since the last time
  }
  got += print(reader);
  CHECK(got == expected);
}

TEST_CASE("tail counts lines, not records") {
  const Directory directory;
  auto log = LogWriter::open(directory.fd(), -1);
  const std::string large(100'000, 'x');
  log->write(LogStream::output, "first\nsecond\n");
  log->write(LogStream::output, large + "\n");
  log->write(LogStream::error, "error\n");
  log->write(LogStream::output, "unfinished");
  CHECK(tail_of(directory, 0).empty());
  CHECK(tail_of(directory, 1) == "unfinished");
  CHECK(tail_of(directory, 2) == "error\nunfinished");
  CHECK(tail_of(directory, 3) == large + "\nerror\nunfinished");
  CHECK(tail_of(directory, 4) == "second\n" + large + "\nerror\nunfinished");
  CHECK(tail_of(directory, 5) == tail_of(directory, 100));
  CHECK(tail_of(directory, 5).starts_with("first\nsecond\n"));
}

TEST_CASE("pieces of one stream's line between another's belong to their line") {
  const Directory directory;
  auto log = LogWriter::open(directory.fd(), -1);
  log->write(LogStream::output, "old\n");
  log->write(LogStream::output, "be");
  log->write(LogStream::error, "old error\n");
  log->write(LogStream::error, "new error\n");
  log->write(LogStream::output, "gin\n");
  CHECK(tail_of(directory, 1) == "begin\n");
  CHECK(tail_of(directory, 2) == "benew error\ngin\n");
}

TEST_CASE("tail reaches back over files and stops at a time") {
  const Directory directory;
  auto log = LogWriter::open(directory.fd(), 5'000);
  base::Time middle;
  for (int i = 0; i < 150; ++i) {
    log->write(LogStream::output, fmt::format("line {}\n", i));
    if (i == 120) {
      middle = base::now();
      usleep(1000);
    }
  }
  std::string expected;
  for (int i = 30; i < 150; ++i) expected += fmt::format("line {}\n", i);
  CHECK(tail_of(directory, 120) == expected);
  CHECK(tail_of(directory, 2, middle).starts_with("line 119\nline 120\n"));
}

TEST_CASE("damage is passed over") {
  const Directory directory;
  const std::string good = "2026-11-24T22:57:35.123456789+00:00 stdout F good\n";
  REQUIRE(sys::replace_file(directory.fd(), "log", good + std::string(200'000, '\0') + "\n" + good + "torn", sys::Sync::no));
  CHECK(tail_of(directory, 10) == "good\n<damaged 65536><damaged 65536><damaged 65536><damaged 3392>good\n");
  CHECK(tail_of(directory, 1) == "good\n");
}
