#pragma once

#include <cstdint>

#include <skiff/base/result.hpp>

namespace skiff::sys {

/// One number that a process and those that it forks see alike.
class SharedCount {
 public:
  static Result<SharedCount> make();
  SharedCount(SharedCount&& other) noexcept;
  SharedCount& operator=(SharedCount&&) = delete;
  ~SharedCount();
  void set(std::uint64_t value) const;
  std::uint64_t get() const;

 private:
  explicit SharedCount(std::uint64_t* place) : place_(place) {}
  std::uint64_t* place_;
};

}  // namespace skiff::sys
