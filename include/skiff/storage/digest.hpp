#pragma once

#include <string>
#include <string_view>

#include <skiff/base/result.hpp>

/// SHA-256 by libcrypto (SHA-NI where the processor has it), loaded at first use.
namespace skiff::storage {

class Sha256 {
 public:
  /// Errors: not_found (libcrypto is not installed).
  static Result<Sha256> begin();
  Sha256(Sha256&& other) noexcept;
  Sha256& operator=(Sha256&& other) noexcept;
  ~Sha256();

  void update(std::string_view bytes);
  /// "sha256:<64 hex>"; ends it. Errors: internal (libcrypto failed, here or in an update()).
  Result<std::string> digest();

 private:
  explicit Sha256(void* state) : state_(state) {}
  void* state_ = nullptr;
  bool has_failed_ = false;
};

/// Of a text in one go.
Result<std::string> sha256_of(std::string_view bytes);

}  // namespace skiff::storage
