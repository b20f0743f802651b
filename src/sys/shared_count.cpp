#include <skiff/sys/shared_count.hpp>

#include <atomic>
#include <cerrno>
#include <sys/mman.h>

namespace skiff::sys {

Result<SharedCount> SharedCount::make() {
  void* place = mmap(nullptr, sizeof(std::uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (place == MAP_FAILED) return fail_errno(errno, "cannot share memory with a worker");
  return SharedCount(static_cast<std::uint64_t*>(place));
}

SharedCount::SharedCount(SharedCount&& other) noexcept : place_(std::exchange(other.place_, nullptr)) {}

SharedCount::~SharedCount() {
  if (place_ != nullptr) munmap(place_, sizeof(std::uint64_t));
}

void SharedCount::set(std::uint64_t value) const { std::atomic_ref(*place_).store(value, std::memory_order_relaxed); }

std::uint64_t SharedCount::get() const { return std::atomic_ref(*place_).load(std::memory_order_relaxed); }

}  // namespace skiff::sys
