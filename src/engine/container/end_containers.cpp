#include "end_containers.hpp"

#include <cerrno>
#include <csignal>
#include <poll.h>

#include <skiff/base/text.hpp>
#include <skiff/sys/cgroup.hpp>
#include <skiff/sys/directory_watch.hpp>

#include "attach/attach_connection.hpp"
#include "process_tree.hpp"
#include "start/abort_start.hpp"
#include "sweep.hpp"

namespace skiff::engine {

namespace {

using Clock = std::chrono::steady_clock;

/// For steps that need no person and no program of the container.
constexpr std::chrono::seconds own_patience{10};
/// For a start under way that is to be killed: one that does not hang is over by then.
constexpr std::chrono::milliseconds start_patience{500};

enum class Phase {
  starting,   ///< its supervisor has not recorded the start yet
  signalled,  ///< its first process has the signal
  killed,     ///< everything has SIGKILL
  recording,  ///< its first process is gone; its supervisor writes that down
  done,
};

/// One container on its way down.
struct Ending {
  explicit Ending(const EndRequest& wanted) : request(&wanted) {}

  const EndRequest* request;
  Phase phase = Phase::done;
  Clock::time_point deadline = Clock::time_point::max();
  state::ContainerState state;
  std::optional<sys::Fd> init;
  std::optional<sys::Fd> supervisor;
  std::optional<sys::Cgroup> cgroup;
  std::optional<ProcessTree> tree;
  std::optional<sys::FileLock> stopping;  ///< while it is held others see that it is being stopped
  int watch = -1;
  int looks_at_start = 0;
  Result<void> result;

  const state::Container& container() const { return *request->container; }
  void enter(Phase next, std::optional<std::chrono::milliseconds> patience) {
    phase = next;
    deadline = patience ? Clock::now() + *patience : Clock::time_point::max();
  }
  void finish(Result<void> outcome) {
    phase = Phase::done;
    stopping.reset();
    result = std::move(outcome);
  }
  std::unexpected<Error> failed(Error error) const {
    return fail_with(std::move(error), "container {}", base::escape_control(request->name));
  }
};

class Endings {
 public:
  Endings(Context& context, const std::vector<EndRequest>& requests) : context_(context) {
    // Without a watch (the user's limit of inotify instances) the loop looks again every few milliseconds.
    if (auto watch = sys::DirectoryWatch::make()) watch_ = *std::move(watch);
    endings_.reserve(requests.size());
    for (const EndRequest& request : requests) endings_.emplace_back(request);
  }

  std::vector<Result<void>> run() {
    for (Ending& ending : endings_) settle(ending, begin(ending));
    while (std::ranges::any_of(endings_, [](const Ending& ending) { return ending.phase != Phase::done; }))
      if (const auto waited = wait_once(); !waited) give_up(waited.error());
    std::vector<Result<void>> results;
    for (Ending& ending : endings_) results.push_back(std::move(ending.result));
    return results;
  }

 private:
  static void settle(Ending& ending, Result<void> step) {
    if (!step) ending.finish(std::move(step));
  }

  void give_up(const Error& error) {
    for (Ending& ending : endings_)
      if (ending.phase != Phase::done) settle(ending, ending.failed(error));
  }

  Result<void> begin(Ending& ending) {
    const state::Container& container = ending.container();
    if (watch_ && ending.watch < 0) ending.watch = watch_->add(container.directory()).value_or(-1);
    auto state = container.state();
    if (!state && state.error().kind() == ErrorKind::corrupt)
      return end_through_supervisor(ending, std::move(state).error());
    TRY_ASSIGN(ending.state, std::move(state));
    TRY_ASSIGN(const state::Status status, container.status(ending.state));
    if (!container.is_in_place()) {
      ending.finish({});
      return {};
    }
    if (ending.request->is_stop_asked && status != state::Status::created) {
      if (const auto recorded = container.record_stop_asked(); !recorded) context_.warn(recorded.error().text());
      if (auto taken = container.take_stopping(); taken && *taken) ending.stopping = *std::move(taken);
    }
    switch (status) {
      case state::Status::created:
      case state::Status::stopping: ending.finish({}); return {};
      case state::Status::exited: TRY(reconcile(context_, container, own_patience)); ending.finish({}); return {};
      case state::Status::starting:
        if (ending.phase != Phase::starting) ending.enter(Phase::starting, patience_with_start(*ending.request));
        return {};
      case state::Status::running:
      case state::Status::unsupervised: break;
    }
    TRY_ASSIGN(ending.init, container.open_init(ending.state));
    if (!ending.init) return after_end(ending);
    if (ending.request->signal != 0) return send_signal(ending);
    ending.finish({});
    return {};
  }

  /// A start that takes longer than what it gets here is ended as one that hangs. A signal that a program may heed has the time
  /// that the program would have.
  static std::optional<std::chrono::milliseconds> patience_with_start(const EndRequest& request) {
    if (request.signal == SIGKILL) return start_patience;
    return request.timeout;
  }

  /// Facts that cannot be read name no process: its supervisor, which still has it, is told to end it.
  Result<void> end_through_supervisor(Ending& ending, Error torn) {
    const state::Container& container = ending.container();
    TRY_ASSIGN(const bool is_supervised, container.has_supervisor());
    if (is_supervised && ending.request->signal != SIGKILL)
      return std::unexpected(std::move(torn).with_hint("skiff rm -f ends and removes it"));
    if (is_supervised) {
      TRY_ASSIGN(sys::Fd socket, connect_attach(container, supervisor::attach_without_output));
      // Kept open: a supervisor drops requests whose sender has disconnected.
      AttachConnection connection(std::move(socket));
      TRY(connection.send(supervisor::MessageKind::signal, SIGKILL));
      TRY_ASSIGN(const bool has_ended, wait_for_supervisor(container, own_patience));
      if (!has_ended) return ending.failed(Error(ErrorKind::timed_out, "its supervisor does not finish"));
    }
    ending.finish({});
    return {};
  }

  Result<void> send_signal(Ending& ending) {
    const state::RunFacts& run = *ending.state.run;
    if (!run.cgroup.empty()) {
      TRY_ASSIGN(ending.cgroup, sys::open_cgroup(run.cgroup));
    }
    const auto config = ending.container().config();
    if (!ending.cgroup && config && config->pid.mode != spec::NamespaceMode::own) {
      TRY_ASSIGN(ending.tree, look_at_tree(run.pid));
    }
    if (ending.request->signal == SIGKILL) return kill_all(ending);
    if (auto sent = sys::signal_process(*ending.init, ending.request->signal); !sent)
      return ending.failed(std::move(sent).error());
    ending.enter(Phase::signalled, ending.request->timeout);
    return {};
  }

  Result<void> kill_all(Ending& ending) {
    if (ending.tree) {
      // What it forked since the first look has the same mount namespace, or is seen now.
      TRY_ASSIGN(const ProcessTree now, look_at_tree(ending.state.run->pid));
      std::ranges::copy(now.descendants, std::back_inserter(ending.tree->descendants));
    }
    if (ending.cgroup) {
      if (auto killed = sys::kill_cgroup(*ending.cgroup); !killed) return ending.failed(std::move(killed).error());
    }
    // The kernel ends its pid namespace with it, where it has one of its own.
    if (auto sent = sys::signal_process(*ending.init, SIGKILL); !sent) return ending.failed(std::move(sent).error());
    ending.enter(Phase::killed, own_patience);
    return {};
  }

  /// Success says that none is left.
  static Result<void> end_rest(const Ending& ending) {
    TRY_ASSIGN(const auto left, kill_rest_of_tree(*ending.tree));
    if (left.empty()) return {};
    return ending.failed(Error(ErrorKind::timed_out, fmt::format("its processes {} do not end", fmt::join(left, ", "))));
  }

  Result<void> after_end(Ending& ending) {
    if (ending.tree) TRY(end_rest(ending));
    TRY_ASSIGN(ending.supervisor, ending.container().open_supervisor(ending.state));
    ending.enter(Phase::recording, own_patience);
    return look_for_record(ending);
  }

  Result<void> look_for_record(Ending& ending) {
    const state::Container& container = ending.container();
    if (!container.is_in_place()) {
      ending.finish({});
      return {};
    }
    TRY_ASSIGN(const bool is_supervised, container.has_supervisor());
    TRY_ASSIGN(const state::ContainerState now, container.state());
    const bool is_next_run = now.run != ending.state.run;
    if (!is_supervised && !is_next_run) {
      // Its supervisor is dead, or has just finished: then this finds the record and does nothing.
      TRY(reconcile(context_, container, own_patience));
      ending.finish({});
    } else if (is_next_run || (now.exit && !is_auto_removed(container))) {
      ending.finish({});
    }
    if (ending.phase == Phase::done && ending.tree && !is_next_run) return end_rest(ending);
    return {};
  }

  static bool is_auto_removed(const state::Container& container) {
    const auto config = container.config();
    return config && config->is_auto_removed;
  }

  Result<void> pass_deadline(Ending& ending) {
    const std::string name = base::escape_control(ending.request->name);
    switch (ending.phase) {
      case Phase::starting: return end_start(ending);
      case Phase::signalled:
        context_.warn(fmt::format("StopSignal {} failed to stop container {} in {} second{}, resorting to SIGKILL",
                                  sys::signal_name(ending.request->signal), name, ending.request->timeout->count(),
                                  ending.request->timeout->count() == 1 ? "" : "s"));
        return kill_all(ending);
      case Phase::killed:
        return fail(ErrorKind::timed_out, "container {}: process {} has not ended {} seconds after SIGKILL", name,
                    ending.state.run->pid, own_patience.count());
      case Phase::recording:
        return fail(ErrorKind::timed_out, "container {} has ended, but its supervisor (process {}) does not finish", name,
                    ending.state.run->supervisor_pid);
      case Phase::done: break;
    }
    return {};
  }

  Result<void> end_start(Ending& ending) {
    TRY_ASSIGN(const auto supervisor, find_starting(ending.container()));
    if (!supervisor && ending.looks_at_start++ == 20)
      return ending.failed(Error(ErrorKind::timed_out, "its start does not come to an end"));
    if (!supervisor) {
      // It has just come to its end, or has not made its socket yet: a moment more, then it is looked at anew.
      ending.enter(Phase::starting, start_patience);
      return begin(ending);
    }
    if (auto aborted = abort_start(context_, ending.container(), *supervisor); !aborted)
      return ending.failed(std::move(aborted).error());
    ending.finish({});
    return {};
  }

  /// Waits for the next event or deadline of any of them, and handles what is due. Errors: nothing can be waited for.
  Result<void> wait_once() {
    std::vector<pollfd> polled;
    std::vector<Ending*> owners;
    Clock::time_point next = Clock::time_point::max();
    bool is_looking = false;
    for (Ending& ending : endings_) {
      if (ending.phase == Phase::done) continue;
      next = std::min(next, ending.deadline);
      is_looking = is_looking || is_to_be_looked_at(ending);
      const std::optional<sys::Fd>& awaited = ending.phase == Phase::recording ? ending.supervisor : ending.init;
      if (!awaited) continue;
      polled.push_back({awaited->get(), POLLIN, 0});
      owners.push_back(&ending);
    }
    if (watch_) polled.push_back({watch_->fd().get(), POLLIN, 0});
    if (poll(polled.data(), polled.size(), milliseconds_until(next, is_looking)) < 0 && errno != EINTR)
      return fail_errno(errno, "cannot wait for it");
    for (std::size_t i = 0; i < owners.size(); ++i) {
      if (polled[i].revents != 0) settle(*owners[i], process_ended(*owners[i]));
    }
    const std::vector<int> changed = watch_ ? watch_->changed().value_or(std::vector<int>()) : std::vector<int>();
    for (Ending& ending : endings_) {
      const bool is_changed = is_to_be_looked_at(ending) || std::ranges::find(changed, ending.watch) != changed.end();
      if (is_changed && ending.phase == Phase::recording) settle(ending, look_for_record(ending));
      if (ending.phase == Phase::starting) settle(ending, begin(ending));
      if (ending.phase != Phase::done && Clock::now() >= ending.deadline) settle(ending, pass_deadline(ending));
    }
    return {};
  }

  /// The release of a lock tells nobody: that of a start that fails, and that of a supervisor that was killed, whose lock goes
  /// with the last process that has a copy of it.
  static bool is_to_be_looked_at(const Ending& ending) {
    if (ending.phase == Phase::recording) return ending.watch < 0 || !ending.supervisor;
    return ending.phase == Phase::starting;
  }

  Result<void> process_ended(Ending& ending) {
    if (ending.phase != Phase::recording) return after_end(ending);
    ending.supervisor.reset();  // its pidfd stays readable
    return look_for_record(ending);
  }

  static int milliseconds_until(Clock::time_point next, bool is_looking) {
    constexpr long long look_again = 10;
    if (next == Clock::time_point::max()) return is_looking ? static_cast<int>(look_again) : -1;
    const long long left = std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now()).count();
    return static_cast<int>(std::clamp(left, 0LL, is_looking ? look_again : 3'600'000LL));
  }

  Context& context_;
  std::optional<sys::DirectoryWatch> watch_;
  std::vector<Ending> endings_;
};

}  // namespace

std::vector<Result<void>> end_containers(Context& context, const std::vector<EndRequest>& requests) {
  return Endings(context, requests).run();
}

Result<bool> wait_for_supervisor(const state::Container& container, std::chrono::milliseconds patience) {
  const auto deadline = Clock::now() + patience;
  // Facts that cannot be read name no supervisor: its lock is all there is to go by.
  const state::ContainerState state = container.state().value_or(state::ContainerState{});
  TRY_ASSIGN(const auto supervisor, container.open_supervisor(state));
  while (true) {
    TRY_ASSIGN(const bool is_alive, container.has_supervisor());
    if (!is_alive) return true;
    if (Clock::now() >= deadline) return false;
    // The release of a lock is no event, and the supervisor lets go of it before it ends.
    constexpr std::chrono::milliseconds look_again{5};
    if (supervisor) {
      TRY(sys::wait_for_end(*supervisor, look_again));
    } else {
      poll(nullptr, 0, static_cast<int>(look_again.count()));
    }
  }
}

}  // namespace skiff::engine
