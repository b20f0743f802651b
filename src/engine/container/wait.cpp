#include <algorithm>
#include <cerrno>
#include <poll.h>

#include <skiff/base/packed_error.hpp>
#include <skiff/engine/container.hpp>
#include <skiff/supervisor/protocol.hpp>
#include <skiff/sys/directory_watch.hpp>

#include "attach/attach_connection.hpp"
#include "attach/attach_session.hpp"
#include "context.hpp"
#include "sweep.hpp"

namespace skiff::engine {

namespace {

/// What is printed where a condition holds and there is no exit code to tell, as podman does it.
constexpr int no_code = -1;

Result<std::optional<int>> code_of(const state::ExitFacts& exit, const state::Container& container) {
  if (exit.is_known) return exit.code;
  return fail(ErrorKind::wrong_state, "container {}: its exit code is unknown: {}", container.id().substr(0, 12), exit.reason);
}

/// One container that is waited for.
class Waiter {
 public:
  Waiter(Context& context, state::Container container, const WaitOptions& options)
      : context_(context), container_(std::move(container)), options_(options) {
    const state::ContainerState state = container_.state().value_or(state::ContainerState{});
    if (state.exit) former_run_ = state.run;
  }

  const state::Container& container() const { return container_; }

  /// The code, if a condition holds now.
  Result<std::optional<int>> look();
  /// What becomes readable when it may hold.
  int event() const { return connection_ ? connection_->socket().get() : init_ ? init_->get() : -1; }
  /// Takes what the supervisor says.
  Result<void> hear();

 private:
  bool wants(WaitCondition condition) const { return std::ranges::find(options_.conditions, condition) != options_.conditions.end(); }
  bool wants_end() const { return wants(WaitCondition::not_running) || wants(WaitCondition::next_exit); }
  Result<std::optional<int>> after_removal() const;
  /// Of one that does not run.
  Result<std::optional<int>> look_at_end(const state::ContainerState& state, state::Status status);
  bool holds_otherwise(state::Status status) const;
  /// So that its end is heard of at once, and the code of a --rm container too, whose record goes with it. A supervisor that
  /// is not to be reached has not begun to listen, or has just ended, or was killed: the record says what to do next.
  Result<void> listen(const state::ContainerState& state, state::Status status);

  Context& context_;
  state::Container container_;
  const WaitOptions& options_;
  std::optional<state::RunFacts> former_run_;  ///< the run that was over before the wait began
  std::optional<AttachConnection> connection_;
  std::optional<sys::Fd> init_;
  std::optional<int> code_;  ///< of the end that was heard or read of
};

Result<std::optional<int>> Waiter::after_removal() const {
  if (wants(WaitCondition::removed)) return code_.value_or(no_code);
  if (wants_end() && code_) return code_;
  return fail(ErrorKind::not_found, "container {} was removed while it was waited for: its exit code is unknown",
              container_.id().substr(0, 12));
}

Result<std::optional<int>> Waiter::look_at_end(const state::ContainerState& state, state::Status status) {
  if (status == state::Status::exited && !state.exit) {
    TRY_ASSIGN(const bool is_removed, reconcile(context_, container_, std::chrono::seconds(1)));
    if (is_removed) return code_of(state::unseen_exit(*state.run), container_);
    return std::optional<int>();
  }
  if (state.exit && status != state::Status::starting) {
    if (state.exit->is_known) code_ = state.exit->code;
    const bool is_new = !former_run_ || state.run != former_run_;
    if (wants(WaitCondition::not_running) || (wants(WaitCondition::next_exit) && is_new)) return code_of(*state.exit, container_);
  }
  if (status == state::Status::created && wants(WaitCondition::not_running)) return 0;
  return std::optional<int>();
}

bool Waiter::holds_otherwise(state::Status status) const {
  const bool is_running = status == state::Status::running || status == state::Status::unsupervised;
  if (wants(WaitCondition::running) && is_running) return true;
  if (wants(WaitCondition::stopping) && is_running && container_.is_being_stopped()) return true;
  return wants(WaitCondition::created) && (status == state::Status::created || status == state::Status::starting);
}

Result<void> Waiter::listen(const state::ContainerState& state, state::Status status) {
  if (connection_ || init_) return {};
  if (status == state::Status::unsupervised) {
    TRY_ASSIGN(init_, container_.open_init(state));
    return {};
  }
  const bool may_be_reached = status == state::Status::running || status == state::Status::starting;
  if (!may_be_reached || !(wants_end() || wants(WaitCondition::removed))) return {};
  if (auto connected = connect_attach(container_, supervisor::attach_without_output)) connection_.emplace(*std::move(connected));
  return {};
}

Result<std::optional<int>> Waiter::look() {
  if (code_ && wants_end() && !wants(WaitCondition::removed)) return code_;
  TRY_ASSIGN(const state::ContainerState state, container_.state());
  TRY_ASSIGN(const state::Status status, container_.status(state));
  if (!container_.is_in_place()) {
    if (state.exit && state.exit->is_known && !code_) code_ = state.exit->code;
    return after_removal();
  }
  TRY_ASSIGN(const auto code, look_at_end(state, status));
  if (code) return code;
  if (holds_otherwise(status)) return no_code;
  TRY(listen(state, status));
  return std::optional<int>();
}

Result<void> Waiter::hear() {
  if (init_) {
    init_.reset();
    return {};
  }
  TRY_ASSIGN(const auto message, connection_->receive());
  using supervisor::MessageKind;
  if (!message) {
    connection_.reset();
  } else if (message->kind == MessageKind::exit) {
    code_ = supervisor::unpack<std::int32_t>(message->payload);
    connection_.reset();
  } else if (message->kind == MessageKind::error) {
    Error error = base::unpack_error(message->payload);
    connection_.reset();
    // Nothing is waited for where it has ended already.
    if (error.kind() != ErrorKind::wrong_state) return std::unexpected(std::move(error));
  }
  return {};
}

/// Until something may have changed.
Result<void> wait_for_change(std::vector<Waiter>& waiters, const std::optional<sys::DirectoryWatch>& watch,
                             base::Duration interval) {
  std::vector<pollfd> polled;
  for (const Waiter& waiter : waiters) polled.push_back({waiter.event(), POLLIN, 0});  // a negative number is ignored, poll(2)
  const bool is_told = std::ranges::all_of(polled, [](const pollfd& one) { return one.fd >= 0; });
  polled.push_back({watch ? watch->fd().get() : -1, POLLIN, 0});
  const auto patience = std::chrono::ceil<std::chrono::milliseconds>(interval).count();
  if (poll(polled.data(), polled.size(), is_told ? -1 : static_cast<int>(patience)) < 0) {
    if (errno == EINTR) return {};
    return fail_errno(errno, "cannot wait for a container");
  }
  for (std::size_t i = 0; i < waiters.size(); ++i)
    if (polled[i].revents != 0) TRY(waiters[i].hear());
  return {};
}

}  // namespace

Result<FirstWaited> wait_for_first(Context& context, const std::vector<std::string>& names, const WaitOptions& options) {
  std::optional<sys::DirectoryWatch> watch;
  if (auto made = sys::DirectoryWatch::make()) watch = *std::move(made);
  std::vector<Waiter> waiters;
  for (const std::string& name : names) {
    TRY_ASSIGN(state::Container container, context.containers().find(name));
    waiters.emplace_back(context, std::move(container), options);
  }
  for (const Waiter& waiter : waiters)
    if (watch && !watch->add(waiter.container().directory())) watch.reset();
  while (true) {
    if (watch) TRY(watch->changed());  // taken before looking: what changes after that ends the next wait
    for (std::size_t i = 0; i < waiters.size(); ++i) {
      TRY_ASSIGN(const auto code, waiters[i].look());
      if (code) return FirstWaited{names[i], *code};
    }
    TRY(wait_for_change(waiters, watch, options.interval));
  }
}

Result<int> wait(Context& context, const std::string& name, const WaitOptions& options) {
  TRY_ASSIGN(const FirstWaited waited, wait_for_first(context, {name}, options));
  return waited.code;
}

}  // namespace skiff::engine
