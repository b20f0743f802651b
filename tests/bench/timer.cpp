// Runs commands in turn and prints how long each took, for tests/bench/run.
//
//     timer RUNS PACE COMMAND ARGS... [::: COMMAND ARGS...]...
//
// Each of RUNS rounds runs every command once, in rotating order, each after a rest of PACE milliseconds that begins
// when all of the one before has ended and is counted to none. Time is counted from execve: until the command ended,
// and until its last descendant did too (a subreaper sees supervisors and cleaners that go on behind the command's
// back). Prints a line a run: index of the command, microseconds until its end, until all ended. Standard output of the
// commands is thrown away; an exit code that is not 0 ends the timer with 1.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

namespace {

using Command = std::vector<char*>;

long long microseconds(const timespec& time) { return time.tv_sec * 1000000LL + time.tv_nsec / 1000; }

long long now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return microseconds(time);
}

void rest(long milliseconds) {
  timespec left = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  while (milliseconds > 0 && nanosleep(&left, &left) != 0 && errno == EINTR) {
  }
}

std::vector<Command> parse_commands(char** arguments) {
  std::vector<Command> commands(1);
  for (; *arguments != nullptr; ++arguments) {
    if (strcmp(*arguments, ":::") == 0)
      commands.emplace_back();
    else
      commands.back().push_back(*arguments);
  }
  for (Command& command : commands) command.push_back(nullptr);
  return commands;
}

/// Runs one command; false if it fails.
bool run(std::size_t index, const Command& command, int null) {
  volatile timespec start{};  // the child of vfork writes into this memory
  const pid_t child = vfork();
  if (child < 0) return false;
  if (child == 0) {
    dup2(null, 1);
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    start.tv_sec = time.tv_sec;
    start.tv_nsec = time.tv_nsec;
    execvp(command[0], command.data());
    _exit(127);
  }
  long long ended = 0;
  int status = -1;
  while (true) {
    int one = 0;
    const pid_t reaped = waitpid(-1, &one, __WALL);
    if (reaped < 0) break;
    if (reaped == child) {
      ended = now();
      status = one;
    }
  }
  const long long all_ended = now();
  const long long begun = microseconds({start.tv_sec, start.tv_nsec});
  printf("%zu %lld %lld\n", index, ended - begun, all_ended - begun);
  if (status == 0) return true;
  fprintf(stderr, "timer: command %zu (%s) failed: status %d\n", index, command[0], status);
  return false;
}

}  // namespace

int main(int argc, char* argv[]) {
  if (argc < 4) return 2;
  const int runs = atoi(argv[1]);
  const long pace = atol(argv[2]);
  const std::vector<Command> commands = parse_commands(argv + 3);
  const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  for (int round = 0; round < runs; ++round) {
    for (std::size_t step = 0; step < commands.size(); ++step) {
      const std::size_t index = (step + static_cast<std::size_t>(round)) % commands.size();
      rest(pace);
      if (!run(index, commands[index], null)) return 1;
    }
  }
  return 0;
}
