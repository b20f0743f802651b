#include <skiff/sys/process.hpp>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <malloc.h>
#include <memory>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "catch.hpp"

using namespace skiff;
using namespace skiff::sys;

// The address sanitizer has an allocator of its own, whose locks fork() does not take.
#ifndef __SANITIZE_ADDRESS__
namespace {

/// More than malloc keeps ready for each thread, so that the lock of its arena is taken.
void allocate() {
  void* const memory = std::malloc(8192);
  *static_cast<volatile char*>(memory) = 1;
  std::free(memory);
}

}  // namespace

TEST_CASE("a fork beside a thread that allocates does not hang at its first allocation") {
  mallopt(M_ARENA_MAX, 1);  // thread and fork meet in one arena
  std::atomic<bool> is_over = false;
  std::thread beside([&] {
    while (!is_over) allocate();
  });
  int hung = 0;
  for (int round = 0; round < 300 && hung == 0; ++round) {
    auto process = fork_process();
    if (process && !process->is_valid()) {
      allocate();
      _exit(7);
    }
    if (!process || !wait_for_end(process->pidfd(), std::chrono::seconds(10)).value()) ++hung;
    if (process && hung == 0 && process->wait().value().number != 7) ++hung;
  }
  is_over = true;
  beside.join();
  CHECK(hung == 0);
}
#endif

TEST_CASE("signals have their names") {
  CHECK(signal_name(SIGHUP) == "SIGHUP");
  CHECK(signal_name(SIGSYS) == "SIGSYS");
  CHECK(signal_name(34) == "SIGRTMIN");
  CHECK(signal_name(37) == "SIGRTMIN+3");
  CHECK(signal_name(33) == "signal 33");
}
