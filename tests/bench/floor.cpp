// What the kernel alone asks for a container: the floor that `run --rm --network none` is measured against.
//
//     floor [--map UID GID FIRST COUNT | --join FILE] FOLDER LOWER PROGRAM [ARGS...]
//
// Makes an upper folder in FOLDER, clones into new mount, uts, ipc, pid, net and cgroup namespaces, mounts an overlay over
// LOWER and a proc in it, pivots, execs PROGRAM, reaps it, removes the upper folder, and ends with its exit code.
// --map makes a user namespace of its own with newuidmap and newgidmap side by side (caller's ids, then a subordinate range);
// --join enters one that lives (/proc/PID/ns/user). No seccomp, no capabilities, no /dev, no record, no log.
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>

namespace {

constexpr unsigned long container_namespaces =
    CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWCGROUP;

struct Request {
  const char* uid = nullptr;    // --map
  const char* gid = nullptr;
  const char* first = nullptr;
  const char* count = nullptr;
  const char* join = nullptr;   // --join
  std::string folder;
  const char* lower = nullptr;
  char** program = nullptr;
  bool is_rootless() const { return uid != nullptr || join != nullptr; }
};

[[noreturn]] void die(const char* what) {
  fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
  _exit(125);
}

void must(long result, const char* what) {
  if (result < 0) die(what);
}

int make_overlay(const Request& request) {
  const int context = fsopen("overlay", FSOPEN_CLOEXEC);
  must(context, "fsopen");
  const std::string upper = request.folder + "/upper";
  const std::string work = request.folder + "/work";
  must(fsconfig(context, FSCONFIG_SET_STRING, "lowerdir", request.lower, 0), "lowerdir");
  must(fsconfig(context, FSCONFIG_SET_STRING, "upperdir", upper.c_str(), 0), "upperdir");
  must(fsconfig(context, FSCONFIG_SET_STRING, "workdir", work.c_str(), 0), "workdir");
  must(fsconfig(context, FSCONFIG_SET_FLAG, "volatile", nullptr, 0), "volatile");
  if (request.is_rootless()) must(fsconfig(context, FSCONFIG_SET_FLAG, "userxattr", nullptr, 0), "userxattr");
  must(fsconfig(context, FSCONFIG_CMD_CREATE, nullptr, nullptr, 0), "overlay");
  const int mounted = fsmount(context, FSMOUNT_CLOEXEC, 0);
  must(mounted, "fsmount");
  return mounted;
}

[[noreturn]] void be_the_container(const Request& request, int gate) {
  if (gate >= 0) {
    char byte = 0;
    must(read(gate, &byte, 1) == 1 ? 0 : -1, "wait for the map");
    must(setresgid(0, 0, 0), "setresgid");
    must(setresuid(0, 0, 0), "setresuid");
  }
  must(mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr), "private /");
  const int root = make_overlay(request);
  const std::string target = request.folder + "/upper";
  must(move_mount(root, "", AT_FDCWD, target.c_str(), MOVE_MOUNT_F_EMPTY_PATH), "move_mount");
  must(chdir(target.c_str()), "chdir");
  must(mount("proc", "proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr), "mount proc");
  must(syscall(SYS_pivot_root, ".", "."), "pivot_root");
  must(umount2(".", MNT_DETACH), "umount2");
  must(chdir("/"), "chdir /");
  execv(request.program[0], request.program);
  die("execv");
}

void write_maps(const Request& request, pid_t child) {
  const std::string pid = std::to_string(child);
  std::array<pid_t, 2> helpers{};
  const std::array<const char*, 2> programs = {"newuidmap", "newgidmap"};
  const std::array<const char*, 2> own = {request.uid, request.gid};
  for (std::size_t i = 0; i < 2; ++i) {
    const char* arguments[] = {programs[i], pid.c_str(), "0", own[i], "1", "1", request.first, request.count, nullptr};
    if (posix_spawnp(&helpers[i], programs[i], nullptr, nullptr, const_cast<char**>(arguments), environ) != 0)
      die(programs[i]);
  }
  for (std::size_t i = 0; i < 2; ++i) {
    int status = 0;
    if (waitpid(helpers[i], &status, 0) < 0 || status != 0) die(programs[i]);
  }
}

int start_and_wait(const Request& request) {
  int gate[2] = {-1, -1};
  if (request.uid != nullptr) must(pipe2(gate, O_CLOEXEC), "pipe");
  clone_args arguments{};
  arguments.flags = container_namespaces | (request.uid != nullptr ? CLONE_NEWUSER : 0UL);
  arguments.exit_signal = SIGCHLD;
  const auto child = static_cast<pid_t>(syscall(SYS_clone3, &arguments, sizeof arguments));
  must(child, "clone3");
  if (child == 0) be_the_container(request, gate[0]);
  if (request.uid != nullptr) {
    write_maps(request, child);
    must(write(gate[1], "", 1), "open the gate");
  }
  int status = 0;
  must(waitpid(child, &status, 0), "waitpid");
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// A volatile overlay leaves a mark below work, in folders of mode 0 that belong to the caller's id.
void remove_folder(const Request& request) {
  if (request.uid != nullptr) {
    for (const char* closed : {"/work/work", "/work/work/incompat", "/work/work/incompat/volatile"})
      must(chmod((request.folder + closed).c_str(), 0700), closed);
  }
  must(unlink((request.folder + "/work/work/incompat/volatile/dirty").c_str()), "unlink");
  for (const char* left : {"/work/work/incompat/volatile", "/work/work/incompat", "/work/work", "/work", "/upper", ""})
    must(rmdir((request.folder + left).c_str()), left);
}

Request parse(char** arguments) {
  Request request;
  char** next = arguments + 1;
  auto take = [&]() -> char* {
    if (*next == nullptr) {
      fputs("usage: floor [--map UID GID FIRST COUNT | --join FILE] FOLDER LOWER PROGRAM [ARGS...]\n", stderr);
      _exit(125);
    }
    return *next++;
  };
  if (*next != nullptr && strcmp(*next, "--map") == 0) {
    take();
    request.uid = take();
    request.gid = take();
    request.first = take();
    request.count = take();
  } else if (*next != nullptr && strcmp(*next, "--join") == 0) {
    take();
    request.join = take();
  }
  request.folder = std::string(take()) + "/floor." + std::to_string(getpid());
  request.lower = take();
  request.program = next;
  take();
  return request;
}

}  // namespace

int main(int, char* argv[]) {
  const Request request = parse(argv);
  if (request.join != nullptr) {
    const int fd = open(request.join, O_RDONLY | O_CLOEXEC);
    must(fd, request.join);
    must(setns(fd, CLONE_NEWUSER), "setns");
  }
  const std::string upper = request.folder + "/upper";
  const std::string work = request.folder + "/work";
  must(mkdir(request.folder.c_str(), 0700), "mkdir");
  must(mkdir(upper.c_str(), 0755), "mkdir upper");
  must(mkdir(work.c_str(), 0700), "mkdir work");
  const int code = start_and_wait(request);
  remove_folder(request);
  return code;
}
