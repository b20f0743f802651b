#include "helper_program.hpp"

#include <cerrno>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <skiff/sys/file.hpp>

extern char** environ;

namespace skiff::sys {

std::string find_helper(const char* name) {
  for (const char* directory : {"/usr/bin", "/usr/sbin", "/bin", "/usr/local/bin"}) {
    std::string path = fmt::format("{}/{}", directory, name);
    if (access(path.c_str(), X_OK) == 0) return path;
  }
  return {};
}

Result<Helper> start_helper(std::vector<std::string> words, int captured) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  TRY_ASSIGN(FdPair pipe, make_pipe());
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pipe.second.get(), captured);
  Helper helper;
  const int error = posix_spawn(&helper.pid, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return fail_errno(error, "cannot run {}", words[0]);
  helper.words = std::move(pipe.first);
  return helper;
}

HelperEnd finish_helper(Helper helper) {
  auto words = read_all(helper.words, 4096);
  siginfo_t info{};
  while (waitid(P_PID, static_cast<id_t>(helper.pid), &info, WEXITED) != 0 && errno == EINTR) {
  }
  return {info.si_code == CLD_EXITED && info.si_status == 0, words ? *std::move(words) : std::string()};
}

}  // namespace skiff::sys
