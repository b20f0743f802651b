#include <skiff/sys/event_loop.hpp>

#include <array>
#include <cerrno>
#include <sys/epoll.h>
#include <unistd.h>

namespace skiff::sys {

using Clock = std::chrono::steady_clock;

EventLoop::EventLoop(Fd epoll) : epoll_(std::move(epoll)) {}
EventLoop::~EventLoop() = default;

Result<std::unique_ptr<EventLoop>> EventLoop::make() {
  Fd epoll(epoll_create1(EPOLL_CLOEXEC));
  if (!epoll.is_open()) return fail_errno(errno, "cannot make an epoll descriptor");
  return std::unique_ptr<EventLoop>(new EventLoop(std::move(epoll)));
}

Result<EventLoop::WatchId> EventLoop::add(const Fd& fd, std::uint32_t events, Callback callback) {
  const WatchId id = next_id_++;
  auto watch = std::make_unique<Watch>();
  watch->fd = fd.get();
  watch->callback = std::move(callback);
  watches_.emplace(id, std::move(watch));
  if (auto added = modify(id, events); !added) {
    remove(id);
    return std::unexpected(std::move(added).error());
  }
  return id;
}

Result<void> EventLoop::modify(WatchId id, std::uint32_t events) {
  const auto found = watches_.find(id);
  if (found == watches_.end()) return fail(ErrorKind::internal, "cannot change a watch that is gone");
  Watch* const watch = found->second.get();
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
  const auto found = watches_.find(id);
  if (found == watches_.end()) return;
  if (found->second->is_in_epoll) epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, found->second->fd, nullptr);
  removed_.push_back(std::move(found->second));
  watches_.erase(found);
}

EventLoop::TimerId EventLoop::after(std::chrono::nanoseconds delay, std::move_only_function<void()> callback) {
  const TimerId id = next_id_++;
  const TimePoint due = Clock::now() + delay;
  timers_.emplace(id, Timer{due, std::move(callback)});
  due_.emplace(due, id);
  return id;
}

void EventLoop::cancel(TimerId id) {
  const auto found = timers_.find(id);
  if (found == timers_.end()) return;
  due_.erase({found->second.due, id});
  timers_.erase(found);
}

int EventLoop::timeout() const {
  if (due_.empty()) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(due_.begin()->first - Clock::now()).count();
  return static_cast<int>(std::clamp<long long>(left, 0, 1 << 30));
}

void EventLoop::run_timers() {
  // Those made by a callback wait for the next round: a timer of no delay must not starve the descriptors.
  const std::pair limit(Clock::now(), next_id_);
  while (!is_stopped_ && !due_.empty() && *due_.begin() < limit) {
    const TimerId id = due_.begin()->second;
    due_.erase(due_.begin());
    auto timer = timers_.extract(id);
    timer.mapped().callback();
  }
}

Result<void> EventLoop::run() {
  is_stopped_ = false;
  while (!is_stopped_) {
    std::array<epoll_event, 32> events;
    const int count = epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), timeout());
    if (count < 0 && errno != EINTR) return fail_errno(errno, "cannot wait for events");
    for (int i = 0; i < count && !is_stopped_; ++i) {
      const epoll_event& event = events[static_cast<std::size_t>(i)];
      if (const auto watch = watches_.find(event.data.u64); watch != watches_.end()) watch->second->callback(event.events);
    }
    run_timers();
    const auto destroyed = std::exchange(removed_, {});
  }
  return {};
}

}  // namespace skiff::sys
