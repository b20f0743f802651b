#include "ring.hpp"

#include <algorithm>
#include <cstring>
#include <sys/mman.h>

namespace skiff::supervisor {

namespace {

char* map(std::size_t size) {
  void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return memory == MAP_FAILED ? nullptr : static_cast<char*>(memory);
}

}  // namespace

bool Ring::put(std::string_view bytes) {
  if (bytes.size() > free()) return false;
  if (bytes.empty()) return true;
  if (data_ == nullptr && (data_ = map(capacity_)) == nullptr) return false;
  const std::size_t tail = (head_ + used_) % capacity_;
  const std::size_t first = std::min(bytes.size(), capacity_ - tail);
  std::memcpy(data_ + tail, bytes.data(), first);
  std::memcpy(data_, bytes.data() + first, bytes.size() - first);
  used_ += bytes.size();
  return true;
}

std::array<iovec, 2> Ring::pieces(std::size_t offset, std::size_t size) const {
  const std::size_t start = (head_ + offset) % capacity_;
  const std::size_t first = std::min(size, capacity_ - start);
  return {iovec{data_ + start, first}, iovec{data_, size - first}};
}

void Ring::peek(char* into, std::size_t size) const {
  for (const iovec& piece : pieces(0, size)) {
    std::memcpy(into, piece.iov_base, piece.iov_len);
    into += piece.iov_len;
  }
}

void Ring::take(std::size_t size) {
  used_ -= size;
  // An empty ring starts at its first page again, so that a small backlog touches few pages.
  head_ = used_ == 0 ? 0 : (head_ + size) % capacity_;
}

bool Ring::grow(std::size_t capacity) {
  if (capacity <= capacity_) return true;
  if (data_ != nullptr) {
    char* larger = map(capacity);
    if (larger == nullptr) return false;
    peek(larger, used_);
    munmap(data_, capacity_);
    data_ = larger;
    head_ = 0;
  }
  capacity_ = capacity;
  return true;
}

void Ring::release() {
  if (data_ != nullptr) munmap(data_, capacity_);
  data_ = nullptr;
  head_ = used_ = 0;
}

}  // namespace skiff::supervisor
