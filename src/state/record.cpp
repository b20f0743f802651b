#include "record.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>

#include <skiff/sys/rooted.hpp>

namespace skiff::state {

Result<std::string> read_record_text(const sys::Fd& directory, const std::string& path) {
  const std::string_view name = std::string_view(path).substr(path.rfind('/') + 1);  // npos + 1 is 0
  const sys::Fd fd(openat(directory.get(), path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  if (!fd.is_open()) return fail_errno(errno, "cannot open {}", name);
  char buffer[4096];
  auto count = sys::read_some(fd, buffer);
  if (!count) return fail_with(std::move(count).error(), "{}", name);
  std::string text(buffer, *count);
  if (text.size() < sizeof buffer) return text;
  auto rest = sys::read_all(fd, max_record_size);
  if (!rest) return fail_with(std::move(rest).error(), "{}", name);
  return text + *rest;
}

Result<void> overwrite_record(const sys::Fd& directory, const std::string& name, std::string text) {
  const sys::Fd fd(openat(directory.get(), name.c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  if (!fd.is_open()) return fail_errno(errno, "cannot open {}", name);
  TRY_ASSIGN(const struct stat status, sys::stat_of(fd));
  constexpr std::size_t block = 512;  // of st_blocks, stat(2)
  if (text.size() > static_cast<std::size_t>(status.st_blocks) * block)
    return fail_errno(ENOSPC, "cannot write {}", name);
  const auto former_size = static_cast<std::size_t>(status.st_size);
  if (text.size() < former_size) text.append(former_size - text.size(), ' ');
  const ssize_t count = pwrite(fd.get(), text.data(), text.size(), 0);
  if (count != static_cast<ssize_t>(text.size()))
    return fail_errno(count < 0 ? errno : ENOSPC, "cannot write {}", name);
  return {};
}

Result<base::json::value> parse_record_text(std::string_view text, int newest, base::json::storage_ptr storage) {
  if (text.empty()) return fail(ErrorKind::corrupt, "the record is empty");
  base::json::parse_options options;
  options.max_depth = 64;
  base::json::error_code error;
  base::json::value value = base::json::parse(text, error, std::move(storage), options);
  if (error) return fail(ErrorKind::corrupt, "the record is torn: {}", error.message());
  TRY(base::check_schema(value, newest));
  return value;
}

}  // namespace skiff::state
