#pragma once

#include <cstddef>

#include <sys/resource.h>

#include <skiff/base/result.hpp>

namespace skiff::sys {

/// Bounds this process's memory (RLIMIT_DATA counts private writable memory since Linux 4.7) while it decodes what comes
/// from outside. An allocation beyond it fails. The former limit comes back when it is destroyed, unless kept.
class MemoryLimit {
 public:
  /// At most `more` bytes beyond what is in use now.
  static Result<MemoryLimit> set(std::size_t more);
  MemoryLimit(MemoryLimit&& other) noexcept;
  MemoryLimit& operator=(MemoryLimit&&) = delete;
  ~MemoryLimit();
  void keep() { is_kept_ = true; }

 private:
  explicit MemoryLimit(const rlimit& former) : former_(former) {}
  rlimit former_;
  bool is_kept_ = false;
};

}  // namespace skiff::sys
