#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include <sys/uio.h>

#include <skiff/base/result.hpp>

namespace skiff::supervisor {

/// A bounded queue of bytes in a mapping of its own: nothing is allocated before the first byte that must wait, only
/// touched pages count, and all of it goes back to the kernel with it.
class Ring {
 public:
  explicit Ring(std::size_t capacity) : capacity_(capacity) {}
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;
  ~Ring() { release(); }

  std::size_t used() const { return used_; }
  std::size_t free() const { return capacity_ - used_; }
  bool is_empty() const { return used_ == 0; }

  /// Adds all bytes; false (nothing added) if they do not fit or there is no memory.
  bool put(std::string_view bytes);
  /// Copies the first bytes without taking them; `size` must be there.
  void peek(char* into, std::size_t size) const;
  /// `size` bytes from `offset` on as one or two pieces.
  std::array<iovec, 2> pieces(std::size_t offset, std::size_t size) const;
  void take(std::size_t size);
  /// A larger capacity; false if there is no memory (then nothing changed).
  bool grow(std::size_t capacity);
  /// Forgets everything and gives the memory back.
  void release();

 private:
  std::size_t capacity_;
  char* data_ = nullptr;
  std::size_t head_ = 0;
  std::size_t used_ = 0;
};

}  // namespace skiff::supervisor
