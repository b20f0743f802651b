#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>

/// One epoll(7) loop of one thread. Everything may be called from inside a callback.
namespace skiff::sys {

class EventLoop {
 public:
  /// Takes the epoll events that came (EPOLLIN, EPOLLOUT, EPOLLHUP, EPOLLERR …).
  using Callback = std::move_only_function<void(std::uint32_t events)>;
  /// Names one watched descriptor; never given twice. 0 names none.
  using WatchId = std::uint64_t;
  using TimerId = std::uint64_t;

  static Result<std::unique_ptr<EventLoop>> make();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  /// Watches a descriptor, level triggered. The caller keeps owning it and calls remove() before it closes it.
  /// `events` 0 watches nothing, not even EPOLLHUP (which epoll otherwise always reports), until modify().
  Result<WatchId> add(const Fd& fd, std::uint32_t events, Callback callback);
  Result<void> modify(WatchId watch, std::uint32_t events);
  /// No callback of this watch runs after it, also not for an event that was fetched already. Unknown ids are ignored.
  void remove(WatchId watch);

  /// Calls once, not before `delay` has passed (rounded up to milliseconds).
  TimerId after(std::chrono::nanoseconds delay, std::move_only_function<void()> callback);
  void cancel(TimerId timer);

  /// Dispatches until stop(). Errors: io (epoll itself failed).
  Result<void> run();
  void stop() { is_stopped_ = true; }

 private:
  using TimePoint = std::chrono::steady_clock::time_point;
  struct Watch {
    int fd = -1;
    std::uint32_t events = 0;
    bool is_in_epoll = false;
    Callback callback;
  };
  struct Timer {
    TimePoint due;
    std::move_only_function<void()> callback;
  };
  explicit EventLoop(Fd epoll);
  int timeout() const;
  void run_timers();

  Fd epoll_;
  std::unordered_map<WatchId, std::unique_ptr<Watch>> watches_;
  std::vector<std::unique_ptr<Watch>> removed_;  ///< a callback of one of these may be running: destroyed between two rounds
  std::unordered_map<TimerId, Timer> timers_;
  std::set<std::pair<TimePoint, TimerId>> due_;  ///< the same, the next one first
  std::uint64_t next_id_ = 1;
  bool is_stopped_ = false;
};

}  // namespace skiff::sys
