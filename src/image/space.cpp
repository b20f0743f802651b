#include "space.hpp"

#include <cerrno>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace skiff::image {

namespace {

constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20;

}  // namespace

Result<std::uint64_t> free_space(const Store& store) {
  struct statvfs status {};
  if (fstatvfs(store.directory().get(), &status) != 0) return fail_errno(errno, "cannot look at the image store");
  return static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize;
}

std::uint64_t bytes_of(const sys::Fd& input) {
  struct stat status {};
  if (fstat(input.get(), &status) != 0 || !S_ISREG(status.st_mode)) return 0;
  const off_t at = lseek(input.get(), 0, SEEK_CUR);
  return at < 0 || at >= status.st_size ? 0 : static_cast<std::uint64_t>(status.st_size - at);
}

Result<void> check_space(std::uint64_t needed, std::uint64_t free) {
  if (needed <= free) return {};
  return fail(ErrorKind::no_space, "it needs {} MiB, and {} MiB are free", (needed + mebibyte - 1) / mebibyte, free / mebibyte);
}

Error with_figures(Error error, std::uint64_t free) {
  if (error.errno_value() != ENOSPC && error.errno_value() != EDQUOT) return error;
  return Error(ErrorKind::no_space, fmt::format("it needs more than the {} MiB that are free", free / mebibyte), error.errno_value());
}

}  // namespace skiff::image
