#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <span>

#include <sys/mman.h>

#include "kernel.hpp"

namespace skiff::bare {

/// Memory that only grows and goes with the process. Pages cost nothing until they are written.
class Arena {
 public:
  static constexpr std::size_t capacity = std::size_t{16} << 20;

  Arena() {
    const long address = call(SYS_mmap, 0, capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (address > 0) begin_ = reinterpret_cast<char*>(address);
  }
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  /// Null when it is full: callers show less then.
  void* take(std::size_t size) {
    size = (size + 15) & ~std::size_t{15};
    if (begin_ == nullptr || size > capacity - used_) return nullptr;
    void* result = begin_ + used_;
    used_ += size;
    return result;
  }

 private:
  char* begin_ = nullptr;
  std::size_t used_ = 0;
};

/// A growing array in an arena. Elements are plain data.
template <typename T>
class List {
 public:
  void add(Arena& arena, const T& item) {
    if (size_ == capacity_ && !grow(arena)) return;
    new (items_ + size_++) T(item);
  }
  std::span<const T> all() const { return {items_, size_}; }
  T* begin() { return items_; }
  T* end() { return items_ + size_; }
  const T* begin() const { return items_; }
  const T* end() const { return items_ + size_; }
  std::size_t size() const { return size_; }
  bool is_empty() const { return size_ == 0; }

 private:
  bool grow(Arena& arena) {
    const std::size_t wanted = capacity_ == 0 ? 16 : capacity_ * 2;
    T* items = static_cast<T*>(arena.take(wanted * sizeof(T)));
    if (items == nullptr) return false;
    for (std::size_t i = 0; i < size_; ++i) new (items + i) T(items_[i]);
    items_ = items;
    capacity_ = wanted;
    return true;
  }

  T* items_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace skiff::bare
