#include <skiff/sys/memory_limit.hpp>

#include <cerrno>
#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/sys/file.hpp>

namespace skiff::sys {

Result<MemoryLimit> MemoryLimit::set(std::size_t more) {
  TRY_ASSIGN(const std::string text, read_kernel_file("/proc/self/statm"));
  const auto fields = base::split(text, ' ');  // size resident shared text lib data dt
  const auto pages = fields.size() > 5 ? base::parse_unsigned(fields[5]) : std::nullopt;
  if (!pages) return fail(ErrorKind::io, "cannot read /proc/self/statm");
  rlimit former{};
  if (getrlimit(RLIMIT_DATA, &former) != 0) return fail_errno(errno, "cannot read the limit of memory");
  const rlim_t wanted = *pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) + more;
  const rlimit limit{std::min(wanted, former.rlim_cur), former.rlim_max};
  if (setrlimit(RLIMIT_DATA, &limit) != 0) return fail_errno(errno, "cannot limit memory");
  return MemoryLimit(former);
}

MemoryLimit::MemoryLimit(MemoryLimit&& other) noexcept : former_(other.former_), is_kept_(std::exchange(other.is_kept_, true)) {}

MemoryLimit::~MemoryLimit() {
  if (!is_kept_) (void)setrlimit(RLIMIT_DATA, &former_);
}

}  // namespace skiff::sys
