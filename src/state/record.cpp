#include "record.hpp"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

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
