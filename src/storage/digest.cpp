#include <skiff/storage/digest.hpp>

#include <openssl/evp.h>

#include <skiff/base/library.hpp>
#include <skiff/base/text.hpp>

namespace skiff::storage {

namespace {

struct Crypto {
  decltype(EVP_MD_CTX_new)* context_new = nullptr;
  decltype(EVP_MD_CTX_free)* context_free = nullptr;
  decltype(EVP_sha256)* sha256 = nullptr;
  decltype(EVP_DigestInit_ex)* init = nullptr;
  decltype(EVP_DigestUpdate)* update = nullptr;
  decltype(EVP_DigestFinal_ex)* final = nullptr;
};

Result<Crypto> load_crypto() {
  TRY_ASSIGN(const base::Library library, base::Library::load({"libcrypto.so.3", "libcrypto.so.1.1"}, "libssl3"));
  Crypto crypto;
  TRY(library.resolve("EVP_MD_CTX_new", crypto.context_new));
  TRY(library.resolve("EVP_MD_CTX_free", crypto.context_free));
  TRY(library.resolve("EVP_sha256", crypto.sha256));
  TRY(library.resolve("EVP_DigestInit_ex", crypto.init));
  TRY(library.resolve("EVP_DigestUpdate", crypto.update));
  TRY(library.resolve("EVP_DigestFinal_ex", crypto.final));
  return crypto;
}

const Result<Crypto>& crypto() {
  static const Result<Crypto> table = load_crypto();
  return table;
}

EVP_MD_CTX* context(void* state) { return static_cast<EVP_MD_CTX*>(state); }

}  // namespace

Result<Sha256> Sha256::begin() {
  const Result<Crypto>& table = crypto();
  if (!table) return std::unexpected(table.error());
  EVP_MD_CTX* state = table->context_new();
  if (state == nullptr || table->init(state, table->sha256(), nullptr) != 1) {
    table->context_free(state);
    return fail(ErrorKind::unsupported, "libcrypto cannot compute SHA-256");
  }
  return Sha256(state);
}

Sha256::Sha256(Sha256&& other) noexcept
    : state_(std::exchange(other.state_, nullptr)), has_failed_(other.has_failed_) {}

Sha256& Sha256::operator=(Sha256&& other) noexcept {
  std::swap(state_, other.state_);
  std::swap(has_failed_, other.has_failed_);
  return *this;
}

Sha256::~Sha256() {
  if (state_ != nullptr) crypto()->context_free(context(state_));
}

void Sha256::update(std::string_view bytes) {
  if (crypto()->update(context(state_), bytes.data(), bytes.size()) != 1) has_failed_ = true;
}

Result<std::string> Sha256::digest() {
  unsigned char bytes[EVP_MAX_MD_SIZE] = {};
  unsigned size = 0;
  if (crypto()->final(context(state_), bytes, &size) != 1 || has_failed_)
    return fail(ErrorKind::internal, "libcrypto failed to compute SHA-256");
  return "sha256:" + base::hex(std::span(bytes, size));
}

Result<std::string> sha256_of(std::string_view bytes) {
  TRY_ASSIGN(Sha256 hash, Sha256::begin());
  hash.update(bytes);
  return hash.digest();
}

}  // namespace skiff::storage
