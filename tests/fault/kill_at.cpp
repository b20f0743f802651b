/// Runs programs, and kills them at their system calls, for a test that does so some thousand times: forking from here is
/// cheap, from an interpreter it is not.
///
/// Each request on standard input is a line with a number, and so many bytes: words, each ended by a NUL. So is each answer on
/// standard output.
///
///   [--user UID GID] run COMMAND…                         answer: exit code (128 + signal), standard output, standard error
///   [--user UID GID] list [--attach PID] COMMAND…         the same, and a report (tracer.hpp)
///   [--user UID GID] kill PATH N [--attach PID] COMMAND…  the same
///
/// The user is the command's; the tracer stays root, so that newuidmap keeps its setuid bit. A command that has not ended, or
/// whose output is still held open by somebody, after 90 seconds is killed; its code is then "hangs".
#include "tracer.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <poll.h>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {

constexpr int patience_ms = 90'000;

[[noreturn]] void die(const char* what) {
  std::fprintf(stderr, "kill_at: %s: %s\n", what, std::strerror(errno));
  std::exit(2);
}

bool read_request(std::string& words) {
  std::size_t size = 0;
  if (std::scanf("%zu%*1[\n]", &size) != 1) return false;
  words.resize(size);
  return std::fread(words.data(), 1, size, stdin) == size;
}

void answer(const std::string& code, const std::array<std::string, 3>& texts) {
  std::string words = code + '\0';
  for (const std::string& text : texts) words += text + '\0';
  std::printf("%zu\n", words.size());
  std::fwrite(words.data(), 1, words.size(), stdout);
  std::fflush(stdout);
}

bool takes_option(char**& words, const char* name) {
  if (std::strcmp(*words, name) != 0) return false;
  ++words;
  return true;
}

/// Whether the command is traced; its words begin at order.command.
bool parse(char** words, Order& order) {
  if (takes_option(words, "--user")) {
    order.uid = static_cast<uid_t>(std::atol(*words++));
    order.gid = static_cast<gid_t>(std::atol(*words++));
  }
  const std::string_view kind = *words++;
  order.is_list = kind == "list";
  if (kind == "kill") {
    order.target = *words++;
    order.number = std::atol(*words++);
  }
  if (takes_option(words, "--attach")) order.attached = std::atoi(*words++);
  order.command = words;
  return kind != "run";
}

/// In a process of its own: its end lets go of whoever it still traces.
pid_t start(const Order& order, bool is_traced, const std::array<int, 3>& outputs) {
  const pid_t child = fork();
  if (child != 0) return child;
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (dup2(nothing, 0) < 0 || dup2(outputs[0], 1) < 0 || dup2(outputs[1], 2) < 0) die("dup2");
  if (!is_traced) execute(order);
  _exit(trace(order, outputs[2]));
}

long milliseconds_now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000 + time.tv_nsec / 1'000'000;
}

/// Until nobody holds the other ends any more; false after 90 seconds.
bool collect(std::array<pollfd, 3>& inputs, std::array<std::string, 3>& texts) {
  const long end = milliseconds_now() + patience_ms;
  std::size_t open_ones = inputs.size();
  while (open_ones > 0) {
    const long left = end - milliseconds_now();
    if (left <= 0) return false;
    poll(inputs.data(), inputs.size(), static_cast<int>(left));
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (inputs[i].fd < 0 || inputs[i].revents == 0) continue;
      char buffer[16384];
      const ssize_t count = read(inputs[i].fd, buffer, sizeof buffer);
      if (count > 0) {
        texts[i].append(buffer, static_cast<std::size_t>(count));
      } else {
        close(inputs[i].fd);
        inputs[i].fd = -1;
        --open_ones;
      }
    }
  }
  return true;
}

void serve(std::string& request) {
  std::vector<char*> words;
  for (std::size_t at = 0; at < request.size(); at += std::strlen(&request[at]) + 1) words.push_back(&request[at]);
  words.push_back(nullptr);
  Order order;
  const bool is_traced = parse(words.data(), order);

  std::array<pollfd, 3> inputs{};
  std::array<int, 3> outputs{};
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) die("pipe2");
    inputs[i] = {.fd = ends[0], .events = POLLIN, .revents = 0};
    outputs[i] = ends[1];
  }
  const pid_t child = start(order, is_traced, outputs);
  if (child < 0) die("fork");
  for (const int output : outputs) close(output);

  std::array<std::string, 3> texts;
  const bool is_over = collect(inputs, texts);
  for (const pollfd& input : inputs) {
    if (input.fd >= 0) close(input.fd);
  }
  if (!is_over) kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  answer(is_over ? std::to_string(code) : "hangs", texts);
}

}  // namespace

int main() {
  std::string request;
  while (read_request(request)) serve(request);
  return 0;
}
