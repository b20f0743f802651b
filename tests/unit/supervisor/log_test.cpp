#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include "catch.hpp"
#include "harness.hpp"

#include <skiff/base/text.hpp>
#include <skiff/base/time.hpp>
#include <skiff/sys/file.hpp>
#include <skiff/sys/rooted.hpp>

using namespace skiff;
using namespace skiff::supervisor;
using namespace skiff::supervisor::test;

namespace {

/// Records without their times.
std::vector<std::string> records(const std::string& log) {
  std::vector<std::string> found;
  std::string_view rest = log;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    REQUIRE(end != std::string_view::npos);
    const auto record = parse_log_record(rest.substr(0, end));
    REQUIRE(record.has_value());
    CHECK(record->time.size() == log_time_size);
    found.push_back(fmt::format("{}{} {}", static_cast<int>(record->stream), record->is_line_end ? 'F' : 'P', record->content));
    rest.remove_prefix(end + 1);
  }
  return found;
}

}  // namespace

TEST_CASE("times in the log") {
  char text[log_time_size];
  const auto show = [&](base::Time time) {
    format_log_time(time, text);
    return std::string(text, log_time_size);
  };
  CHECK(show(base::Time{}) == "1970-01-01T00:00:00.000000000+00:00");
  CHECK(show(base::Time(base::Duration(1'795'561'055'123'456'789))) == "2026-11-24T22:57:35.123456789+00:00");
  const auto now = base::now();
  const auto read = base::parse_rfc3339(show(now));
  REQUIRE(read.has_value());
  CHECK(*read == now);
}

TEST_CASE("records are parsed, also podman's, and damage is seen") {
  const auto record = parse_log_record("2026-11-24T22:57:35.123456789+00:00 stderr P a  b ");
  REQUIRE(record.has_value());
  CHECK(record->stream == LogStream::error);
  CHECK_FALSE(record->is_line_end);
  CHECK(record->content == "a  b ");
  CHECK(parse_log_record("2026-11-24T22:57:35Z stdout F:x:y text")->content == "text");
  CHECK(parse_log_record("2026-11-24T22:57:35+01:00 stdout F ")->content.empty());
  CHECK(parse_log_record("2026-11-24T22:57:35+01:00 stdout F")->is_line_end);
  for (const std::string_view bad : {"", " ", "x", "2026-11-24T22:57:35Z", "2026-11-24T22:57:35Z stdin F x",
                                     "2026-11-24T22:57:35Z stdout X x", "2026-11-24 22:57:35.1 stdout F x",
                                     "\0\0\0\0"}) {
    INFO(bad);
    CHECK_FALSE(parse_log_record(bad).has_value());
  }
}

TEST_CASE("lines, pieces and long lines are written as read") {
  const Directory directory;
  auto log = LogWriter::open(directory.fd(), -1);
  REQUIRE(log.has_value());
  log->write(LogStream::output, "one\ntwo\n\npart");
  log->write(LogStream::error, "other\n");
  log->write(LogStream::output, "ial\n");
  log->write(LogStream::output, fmt::format("{}\n", std::string(log_piece_size, 'x')));
  log->write(LogStream::output, fmt::format("{}\nlast", std::string(log_piece_size * 2 + 1, 'y')));
  log->finish();
  const auto found = records(directory.read("log"));
  REQUIRE(found.size() == 12);
  CHECK(std::vector(found.begin(), found.begin() + 6) ==
        std::vector<std::string>{"1F one", "1F two", "1F ", "1P part", "2F other", "1F ial"});
  CHECK(found[6] == "1P " + std::string(log_piece_size, 'x'));
  CHECK(found[7] == "1F ");
  CHECK(found[9].size() == log_piece_size + 3);
  CHECK(found[10] == "1F y");
  CHECK(found[11] == "1P last");
}

TEST_CASE("a torn record is ended before the next one") {
  const Directory directory;
  REQUIRE(sys::replace_file(directory.fd(), "log", "2026-11-24T22:57:35.123456789+00:00 stdout F to", sys::Sync::no));
  auto log = LogWriter::open(directory.fd(), -1);
  REQUIRE(log.has_value());
  log->write(LogStream::output, "next\n");
  CHECK(records(directory.read("log")) == std::vector<std::string>{"1F to", "1F next"});
}

TEST_CASE("rotation keeps three files of whole records") {
  const Directory directory;
  constexpr std::int64_t max_size = 10'000;
  {
    auto log = LogWriter::open(directory.fd(), max_size);
    REQUIRE(log.has_value());
    for (int i = 0; i < 500; ++i) {
      log->write(LogStream::output, fmt::format("line {}\n", i));
      if (i % 100 == 0) log->write(LogStream::error, std::string(3000, '\n'));
    }
  }
  std::vector<std::string> found;
  for (const char* name : {"log.2", "log.1", "log"}) {
    const std::string text = directory.read(name);
    CHECK(text.size() <= max_size);
    CHECK(text.size() > max_size / 4);
    for (const auto& record : records(text)) found.push_back(record);
  }
  CHECK(directory.read("log.3").empty());
  CHECK(found.back() == "1F line 499");
  for (std::size_t i = 1; i < found.size() && found[found.size() - 1 - i][0] == '1'; ++i)
    CHECK(found[found.size() - 1 - i] == fmt::format("1F line {}", 499 - i));
  // A log that was closed goes on at its size.
  auto log = LogWriter::open(directory.fd(), max_size);
  log->write(LogStream::output, fmt::format("{}\n", std::string(9'000, 'z')));
  log->write(LogStream::output, "new file\n");
  CHECK(records(directory.read("log")).back() == "1F new file");
  CHECK(directory.read("log").size() < 2 * max_size);
}

TEST_CASE("without a log nothing is made") {
  LogWriter log;
  log.write(LogStream::output, "lost on purpose\n");
  log.finish();
  CHECK(log.lost_bytes() == 0);
}

namespace {

/// In a mount namespace of its own, with the log on a file system of 1 MB: 0 if all is as it must be.
int fill_small_file_system() {
  if (unshare(CLONE_NEWNS) != 0 || mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return 1;
  const Directory directory;
  if (mount("none", directory.path().c_str(), "tmpfs", 0, "size=1m") != 0) return 1;
  const auto inside = sys::open_directory(directory.path());
  const auto read = [&] { return *sys::read_file(*inside, "log", 4 << 20); };
  auto log = LogWriter::open(*inside, -1);
  std::uint64_t given = 0;
  for (int i = 0; i < 3000; ++i, given += 1000) log->write(LogStream::output, fmt::format("{}\n", std::string(999, 'a')));
  if (log->lost_bytes() == 0 || log->lost_bytes() % 1000 != 0) return 2;
  const std::uint64_t lost = log->lost_bytes();
  const std::string full = read();
  if (full.find("missing") != std::string::npos || full.back() != '\n') return 3;
  const auto kept = static_cast<std::uint64_t>(std::ranges::count(full, '\n'));
  if (kept * 1000 + lost != given) return 4;
  // Space returns: the next write says once what was lost. (The file is cut as an administrator would do it.)
  if (truncate((directory.path() + "/log").c_str(), 0) != 0) return 5;
  log->write(LogStream::error, "after\n");
  log->write(LogStream::error, "more\n");
  const auto found = records(read());
  umount2(directory.path().c_str(), MNT_DETACH);
  if (found.size() != 3 || found[1] != "2F after" || found[2] != "2F more") return 6;
  if (found[0].find(fmt::format("skiff: {} bytes of output are missing here", lost)) == std::string::npos) return 7;
  return log->lost_bytes() == 0 ? 0 : 8;
}

}  // namespace

TEST_CASE("a full disk loses counted bytes and nothing else") {
  if (geteuid() != 0) {
    WARN("skipped: mounting a small file system needs root");
    return;
  }
  auto process = sys::fork_process();
  REQUIRE(process.has_value());
  if (!process->is_valid()) _exit(fill_small_file_system());
  CHECK(process->wait()->shell_code() == 0);
}
