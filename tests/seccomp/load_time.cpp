#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <skiff/runtime/seccomp_profile.hpp>

// Prints how long the kernel takes to load the default filter, and the two libseccomp shapes of podman's profile where
// files of raw instructions are given: each in a child of its own, interleaved, median of the rounds.
// Usage: load_time [ROUNDS [FILTER-FILE...]]

namespace {

struct Contestant {
  const char* name;
  std::vector<sock_filter> program;
  std::vector<double> microseconds;
};

double load_once(const std::vector<sock_filter>& program) {
  auto* result = static_cast<double*>(mmap(nullptr, sizeof(double), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  const pid_t child = fork();
  if (child == 0) {
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    const sock_fprog argument{static_cast<unsigned short>(program.size()), const_cast<sock_filter*>(program.data())};
    const auto start = std::chrono::steady_clock::now();
    const long error = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &argument);
    *result = std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count();
    _exit(error == 0 ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  const double time = status == 0 ? *result : -1;
  munmap(result, sizeof(double));
  return time;
}

std::vector<sock_filter> read_program(const char* path) {
  std::vector<sock_filter> program;
  std::FILE* file = std::fopen(path, "rb");
  sock_filter instruction;
  while (file != nullptr && std::fread(&instruction, sizeof instruction, 1, file) == 1) program.push_back(instruction);
  if (file != nullptr) std::fclose(file);
  return program;
}

}  // namespace

int main(int argument_count, char** arguments) {
  const int rounds = argument_count > 1 ? std::atoi(arguments[1]) : 300;
  const auto ours = skiff::runtime::default_seccomp_filter();
  std::vector<Contestant> contestants{{"skiff", {ours.begin(), ours.end()}, {}}};
  for (int i = 2; i < argument_count; ++i) contestants.push_back({arguments[i], read_program(arguments[i]), {}});
  for (int round = 0; round < rounds; ++round) {
    for (Contestant& contestant : contestants) contestant.microseconds.push_back(load_once(contestant.program));
  }
  for (Contestant& contestant : contestants) {
    std::ranges::sort(contestant.microseconds);
    if (contestant.microseconds.empty() || contestant.microseconds.front() < 0) {
      std::printf("%s: cannot be loaded\n", contestant.name);
      return 1;
    }
    std::printf("%-40s %4zu instructions, median %.1f us\n", contestant.name, contestant.program.size(),
                contestant.microseconds[contestant.microseconds.size() / 2]);
  }
  return 0;
}
