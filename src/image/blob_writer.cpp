#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

#include <skiff/image/store.hpp>
#include <skiff/spec/oci_image.hpp>
#include <skiff/sys/file.hpp>
#include <skiff/sys/process.hpp>
#include <skiff/sys/rooted.hpp>

namespace skiff::image {

Result<BlobWriter> BlobWriter::begin(const Store& store) {
  TRY_ASSIGN(storage::Sha256 hash, storage::Sha256::begin());
  // Readable too: a storage worker unpacks the blob while it grows.
  auto entry = store.aside().make_file(sys::random_id().substr(0, 16), 0600);
  if (!entry) return fail_with(std::move(entry).error(), "cannot write to the image store");
  return BlobWriter(store, std::move(hash), *std::move(entry));
}

Result<void> BlobWriter::write(std::string_view bytes) {
  hash_.update(bytes);
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd().get(), bytes.data(), bytes.size());
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
  if (fdatasync(fd().get()) != 0) return fail_errno(errno, "cannot sync blob {}", digest_);
  auto published = entry_.publish(store_->directory(), "blobs/sha256/" + spec::digest_hex(digest_), sys::Existing::replaced);
  if (!published) return fail_with(std::move(published).error(), "cannot publish blob {}", digest_);
  TRY_ASSIGN(const sys::Fd blobs, sys::open_directory_at(store_->directory(), "blobs/sha256"));
  return sys::sync_directory(blobs);
}

}  // namespace skiff::image
