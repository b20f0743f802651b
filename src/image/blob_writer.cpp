#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

#include <skiff/image/store.hpp>
#include <skiff/spec/oci_image.hpp>
#include <skiff/storage/aside.hpp>
#include <skiff/sys/file.hpp>
#include <skiff/sys/rooted.hpp>

namespace skiff::image {

Result<BlobWriter> BlobWriter::begin(const Store& store) {
  TRY_ASSIGN(storage::Sha256 hash, storage::Sha256::begin());
  TRY_ASSIGN(const sys::Fd aside, storage::open_aside(store.directory()));
  TRY_ASSIGN(const std::string name, storage::aside_name());
  BlobWriter writer(store, std::move(hash));
  // Readable too: a storage worker unpacks the blob while it grows.
  writer.fd_ = sys::Fd(openat(aside.get(), name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
  if (!writer.fd_.is_open()) return fail_errno(errno, "cannot write to the image store");
  writer.aside_ = name;
  return writer;
}

BlobWriter::BlobWriter(BlobWriter&& other) noexcept
    : store_(other.store_),
      hash_(std::move(other.hash_)),
      fd_(std::move(other.fd_)),
      aside_(std::exchange(other.aside_, {})),
      size_(other.size_),
      digest_(std::move(other.digest_)) {}

BlobWriter::~BlobWriter() {
  if (aside_.empty()) return;
  if (const auto aside = storage::open_aside(store_->directory())) (void)unlinkat(aside->get(), aside_.c_str(), 0);
}

Result<void> BlobWriter::write(std::string_view bytes) {
  hash_.update(bytes);
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd_.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail_errno(errno, "cannot write to the image store");
    bytes.remove_prefix(static_cast<std::size_t>(written));
    size_ += static_cast<std::uint64_t>(written);
  }
  return {};
}

Result<std::string> BlobWriter::finish(const std::string& expected) {
  TRY_ASSIGN(digest_, hash_.digest());
  if (!expected.empty() && digest_ != expected)
    return fail(ErrorKind::corrupt, "blob {} has the digest {} instead", expected, digest_);
  return digest_;
}

Result<void> BlobWriter::publish() {
  // Synced before it gets its name: a name promises the whole content, after a power cut too.
  if (fdatasync(fd_.get()) != 0) return fail_errno(errno, "cannot sync blob {}", digest_);
  TRY_ASSIGN(const sys::Fd aside, storage::open_aside(store_->directory()));
  const std::string path = "blobs/sha256/" + spec::digest_hex(digest_);
  if (renameat(aside.get(), aside_.c_str(), store_->directory().get(), path.c_str()) != 0)
    return fail_errno(errno, "cannot publish blob {}", digest_);
  aside_.clear();
  TRY_ASSIGN(const sys::Fd blobs, sys::open_directory_at(store_->directory(), "blobs/sha256"));
  return sys::sync_directory(blobs);
}

}  // namespace skiff::image
