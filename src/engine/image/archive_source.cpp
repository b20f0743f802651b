#include "archive_source.hpp"

#include <skiff/base/text.hpp>

namespace skiff::engine {

Result<sys::Fd> duplicate(const ArchiveSource& source) {
  sys::Fd borrowed(source.descriptor);
  auto own = borrowed.duplicate();
  (void)borrowed.release();
  return own;
}

std::unexpected<Error> archive_failure(Error error, std::string_view verb, const ArchiveSource& source) {
  const std::string shown = source.name.empty() ? "standard input" : base::escape_control(source.name, 300);
  // The kind of a system call's error may be the same.
  if (error.kind() != ErrorKind::invalid || error.errno_value() != 0)
    return fail_with(std::move(error), "cannot {} {}", verb, shown);
  Error refused(ErrorKind::invalid, fmt::format("{} is no tar archive", shown));
  refused.with_hint(
      "a tar of a root file system becomes an image with skiff import; archives of docker save and podman save are for skiff load");
  return std::unexpected(std::move(refused));
}

}  // namespace skiff::engine
