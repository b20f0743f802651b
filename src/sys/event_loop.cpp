#include <skiff/sys/event_loop.hpp>

#include <array>
#include <cerrno>
#include <sys/epoll.h>
#include <unistd.h>

namespace skiff::sys {

using Clock = std::chrono::steady_clock;

struct EventLoop::Watch {
  WatchId id = 0;
  int fd = -1;
  std::uint32_t events = 0;
  bool is_in_epoll = false;
  bool is_removed = false;
  Callback callback;
};

struct EventLoop::Timer {
  TimerId id = 0;
  Clock::time_point due;
  std::move_only_function<void()> callback;
};

EventLoop::EventLoop(Fd epoll) : epoll_(std::move(epoll)) {}
EventLoop::~EventLoop() = default;

Result<std::unique_ptr<EventLoop>> EventLoop::make() {
  Fd epoll(epoll_create1(EPOLL_CLOEXEC));
  if (!epoll.is_open()) return fail_errno(errno, "cannot make an epoll descriptor");
  return std::unique_ptr<EventLoop>(new EventLoop(std::move(epoll)));
}

EventLoop::Watch* EventLoop::find(WatchId watch) {
  for (const auto& known : watches_)
    if (known->id == watch && !known->is_removed) return known.get();
  return nullptr;
}

Result<EventLoop::WatchId> EventLoop::add(const Fd& fd, std::uint32_t events, Callback callback) {
  auto watch = std::make_unique<Watch>();
  watch->id = next_id_++;
  watch->fd = fd.get();
  watch->callback = std::move(callback);
  const WatchId id = watch->id;
  watches_.push_back(std::move(watch));
  if (auto added = modify(id, events); !added) {
    remove(id);
    return std::unexpected(std::move(added).error());
  }
  return id;
}

Result<void> EventLoop::modify(WatchId id, std::uint32_t events) {
  Watch* watch = find(id);
  if (watch == nullptr) return fail(ErrorKind::internal, "cannot change a watch that is gone");
  if (watch->events == events) return {};
  // Not watched at all rather than for no event: epoll always reports EPOLLHUP, and level triggered it would spin.
  const int operation = events == 0 ? EPOLL_CTL_DEL : watch->is_in_epoll ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
  epoll_event event{};
  event.events = events;
  event.data.u64 = id;
  if (epoll_ctl(epoll_.get(), operation, watch->fd, &event) != 0)
    return fail_errno(errno, "cannot watch a file descriptor");
  watch->events = events;
  watch->is_in_epoll = events != 0;
  return {};
}

void EventLoop::remove(WatchId id) {
  Watch* watch = find(id);
  if (watch == nullptr) return;
  if (watch->is_in_epoll) epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, watch->fd, nullptr);
  // Its callback may be the one that runs: it is destroyed between two rounds.
  watch->is_removed = true;
  has_removed_ = true;
}

EventLoop::TimerId EventLoop::after(std::chrono::nanoseconds delay, std::move_only_function<void()> callback) {
  auto timer = std::make_unique<Timer>();
  timer->id = next_id_++;
  timer->due = Clock::now() + delay;
  timer->callback = std::move(callback);
  timers_.push_back(std::move(timer));
  return timers_.back()->id;
}

void EventLoop::cancel(TimerId id) {
  std::erase_if(timers_, [id](const auto& timer) { return timer->id == id; });
}

int EventLoop::timeout() const {
  if (timers_.empty()) return -1;
  const auto first = std::ranges::min_element(timers_, {}, [](const auto& timer) { return timer->due; });
  const auto left = std::chrono::ceil<std::chrono::milliseconds>((*first)->due - Clock::now()).count();
  return static_cast<int>(std::clamp<long long>(left, 0, 1 << 30));
}

void EventLoop::run_timers() {
  const auto now = Clock::now();
  // Those made by a callback wait for the next round: a timer of no delay must not starve the descriptors.
  const TimerId limit = next_id_;
  while (!is_stopped_) {
    const auto due = std::ranges::find_if(
        timers_, [&](const auto& timer) { return timer->id < limit && timer->due <= now; });
    if (due == timers_.end()) return;
    const auto timer = std::move(*due);
    timers_.erase(due);
    timer->callback();
  }
}

void EventLoop::sweep() {
  if (!std::exchange(has_removed_, false)) return;
  std::erase_if(watches_, [](const auto& watch) { return watch->is_removed; });
}

Result<void> EventLoop::run() {
  is_stopped_ = false;
  while (!is_stopped_) {
    std::array<epoll_event, 32> events;
    const int count = epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), timeout());
    if (count < 0 && errno != EINTR) return fail_errno(errno, "cannot wait for events");
    for (int i = 0; i < count && !is_stopped_; ++i) {
      const epoll_event& event = events[static_cast<std::size_t>(i)];
      if (Watch* watch = find(event.data.u64)) watch->callback(event.events);
    }
    run_timers();
    sweep();
  }
  return {};
}

}  // namespace skiff::sys
