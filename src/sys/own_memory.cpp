#include <skiff/sys/own_memory.hpp>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <link.h>
#include <malloc.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/sys/file.hpp>

namespace skiff::sys {

namespace {

/// A field of /proc/PID/stat, counted from 1 as in proc(5). The second one, a name, may hold anything.
Result<std::uint64_t> stat_field(std::string_view text, std::size_t number) {
  const std::size_t end = text.rfind(')');
  const auto fields = base::split(text.substr(std::min(text.size(), end + 2)), ' ');
  const auto value = fields.size() > number - 3 ? base::parse_unsigned(fields[number - 3]) : std::nullopt;
  if (end == std::string_view::npos || !value) return fail(ErrorKind::io, "cannot read /proc/self/stat");
  return *value;
}

}  // namespace

Result<ProcessTitle> ProcessTitle::take() {
  TRY_ASSIGN(const std::string stat, read_kernel_file("/proc/self/stat"));
  TRY_ASSIGN(const std::uint64_t words, stat_field(stat, 48));
  TRY_ASSIGN(const std::uint64_t words_end, stat_field(stat, 49));
  TRY_ASSIGN(const std::uint64_t environment, stat_field(stat, 50));
  TRY_ASSIGN(const std::uint64_t environment_end, stat_field(stat, 51));
  ProcessTitle title;
  title.begin_ = reinterpret_cast<char*>(words);
  title.words_size_ = words_end - words;
  // The kernel shows a title that reaches beyond argv only where the environment begins right there.
  title.size_ = environment == words_end ? environment_end - words : title.words_size_;
  if (environ != nullptr) environ[0] = nullptr;
  explicit_bzero(title.begin_, title.size_);
  explicit_bzero(reinterpret_cast<void*>(environment), environment_end - environment);
  return title;
}

void ProcessTitle::set(std::string_view text) const {
  if (size_ == 0) return;
  const std::size_t count = std::min(text.size(), size_ - 1);
  std::memset(begin_, 0, size_);
  // The kernel shows what lies behind argv too if the last byte of argv is not 0.
  std::memcpy(begin_, text.data(), count);
}

namespace {

/// Not const: a process turns it on once. Wiping costs every other command what only a supervisor needs.
bool is_wiping = false;

/// Of a large block the whole pages are given back, which reads as zeros too: most of a buffer was never written, and to write
/// zeros would fetch each of its pages.
void wipe(void* memory, std::size_t size) noexcept {
  constexpr std::size_t page = 4096;  // a larger one refuses an address between its own, and all is written
  constexpr std::size_t large = 8 * page;
  auto* const begin = static_cast<char*>(memory);
  const std::size_t before = (page - reinterpret_cast<std::uintptr_t>(memory) % page) % page;
  const std::size_t pages = size < large ? 0 : (size - before) / page * page;
  if (pages == 0 || madvise(begin + before, pages, MADV_DONTNEED) != 0) return explicit_bzero(memory, size);
  explicit_bzero(begin, before);
  explicit_bzero(begin + before + pages, size - before - pages);
}

[[maybe_unused]] void release(void* memory) noexcept {
  if (is_wiping && memory != nullptr) {
    const int error = errno;
    wipe(memory, malloc_usable_size(memory));
    errno = error;
  }
  std::free(memory);
}

}  // namespace

void wipe_freed_memory() { is_wiping = true; }

void drop_clean_pages() {
  static const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto visit = [](dl_phdr_info* object, std::size_t, void*) {
    if (object->dlpi_addr == getauxval(AT_SYSINFO_EHDR)) return 0;  // the kernel's own
    for (std::size_t i = 0; i < object->dlpi_phnum; ++i) {
      const auto& segment = object->dlpi_phdr[i];
      // What is writable, or was until its relocations were done, has changed pages, and lies in a writable segment.
      if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) != 0) continue;
      const std::uintptr_t begin = (object->dlpi_addr + segment.p_vaddr) / page * page;
      const std::uintptr_t end = object->dlpi_addr + segment.p_vaddr + segment.p_filesz;
      (void)madvise(reinterpret_cast<void*>(begin), (end - begin) / page * page, MADV_DONTNEED);
    }
    return 0;
  };
  dl_iterate_phdr(visit, nullptr);
}

}  // namespace skiff::sys

// The library's operator new takes its memory from malloc(3). The address sanitizer brings operators of its own.
// Not inlined: the compiler would see free(3) of what operator new gave, and warn of it.
#ifndef __SANITIZE_ADDRESS__
[[gnu::noinline]] void operator delete(void* memory) noexcept { skiff::sys::release(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { skiff::sys::release(memory); }
#endif
