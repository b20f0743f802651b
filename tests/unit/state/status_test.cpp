#include <skiff/state/container.hpp>

#include <csignal>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "catch.hpp"
#include "state/temporary_roots.hpp"

using namespace skiff;
using namespace skiff::state;

namespace {

/// A process that only waits, as a container's first process or a supervisor.
class Sleeper {
 public:
  Sleeper() : pid_(fork()) {
    if (pid_ == 0) {
      while (true) pause();
    }
  }
  Sleeper(const Sleeper&) = delete;
  Sleeper& operator=(const Sleeper&) = delete;
  ~Sleeper() { end(); }
  void end() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_;
};

RunFacts run_of(pid_t init, pid_t supervisor) {
  const auto boot = sys::boot_identity().value();
  RunFacts run;
  run.started = base::now();
  run.pid = init;
  run.start_time = sys::facts_of(init)->start_time;
  run.supervisor_pid = supervisor;
  run.supervisor_start_time = sys::facts_of(supervisor)->start_time;
  run.boot_id = boot.boot_id;
  run.machine_id = boot.machine_id;
  return run;
}

Container new_container(const Roots& roots) {
  spec::ContainerConfig config;
  config.id = sys::random_id();
  return Containers(roots).create(config, "", sys::Sync::no).value();
}

}  // namespace

TEST_CASE("running is the alive lock and a recorded start") {
  const TemporaryRoots store;
  const Container container = new_container(store.roots());
  ContainerState state;
  CHECK(container.status(state).value() == Status::created);
  auto alive = std::optional(container.take_alive(std::chrono::seconds(1)).value());
  CHECK(container.take_alive(std::chrono::milliseconds(1)).error().kind() == ErrorKind::timed_out);
  CHECK(container.lock(std::chrono::seconds(1)).has_value());  // another one of the same file
  CHECK(container.status(state).value() == Status::starting);
  state.run = run_of(getpid(), getpid());
  CHECK(container.status(state).value() == Status::running);
  state.exit = ExitFacts{};
  CHECK(container.status(state).value() == Status::stopping);
  state.run->supervisor_start_time += 1;
  CHECK(container.status(state).value() == Status::starting);
  alive.reset();
  CHECK(container.status(state).value() == Status::exited);
}

TEST_CASE("without a supervisor the very process decides") {
  const TemporaryRoots store;
  const Container container = new_container(store.roots());
  Sleeper init;
  ContainerState state;
  state.run = run_of(init.pid(), getpid());
  CHECK(container.status(state).value() == Status::unsupervised);
  CHECK(container.open_init(state).value().has_value());

  SECTION("another process with its pid is not it") {
    state.run->start_time += 1;
    CHECK(container.status(state).value() == Status::exited);
    CHECK(unseen_exit(*state.run).reason == "its supervisor was killed");
  }
  SECTION("another pid namespace is not its") {
    struct stat own {};
    REQUIRE(stat("/proc/self/ns/pid", &own) == 0);
    state.run->pid_namespace = own.st_ino;
    CHECK(container.status(state).value() == Status::unsupervised);
    state.run->pid_namespace = own.st_ino + 1;
    CHECK(container.status(state).value() == Status::exited);
  }
  SECTION("another boot ends everything") {
    state.run->boot_id = "00000000-0000-0000-0000-000000000000";
    CHECK(container.status(state).value() == Status::exited);
    CHECK(unseen_exit(*state.run).reason == "the machine was restarted");
    CHECK_FALSE(unseen_exit(*state.run).is_known);
  }
  SECTION("so does another machine") {
    state.run->machine_id = "other";
    CHECK(container.status(state).value() == Status::exited);
  }
  SECTION("its end is seen, also while nobody reaped it") {
    kill(init.pid(), SIGKILL);
    siginfo_t info{};
    waitid(P_PID, static_cast<id_t>(init.pid()), &info, WEXITED | WNOWAIT);
    CHECK(container.status(state).value() == Status::exited);
  }
}

TEST_CASE("a stop that was asked is a fact with a time") {
  const TemporaryRoots store;
  const Container container = new_container(store.roots());
  CHECK_FALSE(container.stop_asked().value().has_value());
  const auto before = base::now() - std::chrono::seconds(1);
  REQUIRE(container.record_stop_asked());
  const auto asked = container.stop_asked().value();
  REQUIRE(asked);
  CHECK(*asked > before);
  CHECK(*asked < base::now() + std::chrono::seconds(1));
  REQUIRE(container.record_stop_asked());
  REQUIRE(container.clear_stop_asked());
  REQUIRE(container.clear_stop_asked());
  CHECK_FALSE(container.stop_asked().value().has_value());
}
