#pragma once

#include <string>
#include <sys/types.h>

/// Kills one process of a command at the entry of its Nth system call, or counts the calls of each of its processes.
///
/// A path names a process by its line of birth: 1 is the command, 1.2 the second process that it made, 1.2.1 the first of
/// that one (whoever its parent is: CLONE_PARENT). 0 is a process that was there before. Threads count for their process. A
/// process is followed until it ends or, but for the command itself, until it executes anything but newuidmap, newgidmap and a form
/// of the command's program (the supervisor of a command that has become its inner form).
struct Order {
  bool is_list = false;
  std::string target;
  long number = 0;
  pid_t attached = 0;
  uid_t uid = 0;
  gid_t gid = 0;
  char** command = nullptr;
};

/// Executes the command as the user of the order.
[[noreturn]] void execute(const Order& order);

/// Runs the command; returns its code (128 + signal), 3 if its processes came to no end within a minute. Who is still traced
/// then is let go when the caller exits. Into the report goes, for a list, a line for each process: path, calls; else
/// "killed PATH N NUMBER-OF-THE-CALL" or "missed PATH CALLS".
int trace(const Order& order, int report);
