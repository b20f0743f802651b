#pragma once

#include <csignal>
#include <cstdlib>
#include <functional>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

#include <skiff/sys/rooted.hpp>

#include "context.hpp"

namespace skiff::engine {

/// A store of its own, and containers in it whose supervisors are small forks of the test: they do with records, locks and
/// signals what the real one does, and run no program.
class ForgedStore {
 public:
  ForgedStore() {
    char pattern[] = "/tmp/skiff-unit-XXXXXX";
    path_ = mkdtemp(pattern);
    ContextOptions options{.root = path_ + "/root", .runroot = path_ + "/run"};
    options.log = [this](base::LogLevel, std::string_view line) { warnings_.emplace_back(line); };
    context_ = open_context(options).value();
  }
  ForgedStore(const ForgedStore&) = delete;
  ForgedStore& operator=(const ForgedStore&) = delete;
  ~ForgedStore() {
    for (const pid_t pid : supervisors_) ::kill(pid, SIGKILL);
    for (const pid_t pid : supervisors_) waitpid(pid, nullptr, 0);
    for (const pid_t pid : processes_) ::kill(pid, SIGKILL);
    if (const auto parent = sys::open_directory("/tmp")) (void)sys::remove_tree(*parent, path_.substr(5));
  }

  Context& context() { return *context_; }
  const std::vector<std::string>& warnings() const { return warnings_; }
  std::vector<std::string> aside() const {
    const auto directory = sys::open_directory_at(context_->roots.root, "aside");
    return directory ? sys::list_directory(*directory).value() : std::vector<std::string>();
  }

  state::Container make(const std::string& name, const std::function<void(spec::ContainerConfig&)>& change = {}) {
    spec::ContainerConfig config;
    config.id = sys::random_id();
    config.created = base::now();
    config.image.name = "docker.io/library/test:latest";
    config.process.command = {"sleep", "100"};
    if (change) change(config);
    return context_->containers().create(config, name, sys::Sync::no).value();
  }

  enum class OnTerm { end, ignore };
  struct Life {
    OnTerm on_term = OnTerm::end;
    bool is_removing = false;       ///< as for --rm
    int milliseconds_to_live = -1;  ///< of the first process; -1 is for ever
  };
  /// Starts its "supervisor", and returns when that has recorded the start. The pid of the first process.
  pid_t start(const state::Container& container) { return start(container, Life{}); }
  pid_t start(const state::Container& container, const Life& life) {
    auto told = sys::make_pipe().value();
    const pid_t supervisor = fork();
    if (supervisor == 0) {
      supervise(container, life, told.second);
      _exit(0);
    }
    supervisors_.push_back(supervisor);
    told.second.close();
    pid_t init = 0;
    (void)sys::read_some(told.first, std::span(reinterpret_cast<char*>(&init), sizeof init));
    processes_.push_back(init);
    return init;
  }
  /// SIGKILL, and reaps: what a person with impatience does.
  void kill_last_supervisor() {
    ::kill(supervisors_.back(), SIGKILL);
    waitpid(supervisors_.back(), nullptr, 0);
    supervisors_.pop_back();
  }

 private:
  [[noreturn]] static void be_process(const Life& life, const sys::Fd& ready) {
    signal(SIGTERM, life.on_term == OnTerm::end ? SIG_DFL : SIG_IGN);
    // A forked copy of the lock would be held after the supervisor's death.
    int keep[] = {ready.get()};
    sys::close_all_except(keep);
    (void)sys::write_all(ready, "r");
    ::close(ready.get());
    if (life.milliseconds_to_live >= 0) {
      usleep(static_cast<useconds_t>(life.milliseconds_to_live) * 1000);
      _exit(7);
    }
    while (true) pause();
  }

  void supervise(const state::Container& container, const Life& life, const sys::Fd& told) {
    const auto alive = container.take_alive(std::chrono::seconds(1)).value();
    auto ready = sys::make_pipe().value();
    const pid_t init = fork();
    if (init == 0) be_process(life, ready.second);
    char byte = 0;
    (void)sys::read_some(ready.first, std::span(&byte, 1));
    const auto boot = sys::boot_identity().value();
    state::ContainerState state;
    state.run = state::RunFacts{.started = base::now(), .pid = init, .start_time = sys::facts_of(init)->start_time};
    state.run->supervisor_pid = getpid();
    state.run->supervisor_start_time = sys::facts_of(getpid())->start_time;
    state.run->boot_id = boot.boot_id;
    state.run->machine_id = boot.machine_id;
    (void)container.write_state(state, sys::Sync::no);
    (void)sys::write_all(told, std::string_view(reinterpret_cast<const char*>(&init), sizeof init));
    int status = 0;
    waitpid(init, &status, 0);
    state.exit = state::ExitFacts{.finished = base::now()};
    state.exit->code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    (void)container.write_state(state, sys::Sync::no);
    if (!life.is_removing) return;
    (void)context_->containers().move_to_trash(container);
    (void)context_->containers().forget(container.id());
    (void)context_->aside().delete_trash(container.id());
  }

  std::string path_;
  std::shared_ptr<Context> context_;
  std::vector<std::string> warnings_;
  std::vector<pid_t> supervisors_;
  std::vector<pid_t> processes_;
};

}  // namespace skiff::engine
