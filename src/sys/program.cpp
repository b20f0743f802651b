#include <skiff/sys/program.hpp>

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

#include <skiff/base/text.hpp>
#include <skiff/sys/file.hpp>

#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U  // Linux 6.3
#endif

extern char** environ;

// The inner form's bytes: of meson.build, in the outer form alone.
extern "C" {
extern const char skiff_inner_begin[] __attribute__((weak, visibility("hidden")));
extern const char skiff_inner_end[] __attribute__((weak, visibility("hidden")));
}

namespace skiff::sys {

namespace {

/// The number of a descriptor of the outer form.
constexpr const char* outer_variable = "SKIFF_OUTER_PROGRAM";

Result<Fd> inner_program() {
  Fd memory(memfd_create("skiff", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC));
  if (!memory.is_open() && errno == EINVAL) memory = Fd(memfd_create("skiff", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!memory.is_open()) return fail_errno(errno, "cannot make a file in memory");
  TRY(write_all(memory, {skiff_inner_begin, static_cast<std::size_t>(skiff_inner_end - skiff_inner_begin)}));
  if (fcntl(memory.get(), F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0)
    return fail_errno(errno, "cannot seal a file in memory");
  return memory;
}

Fd take_outer_program() {
  const char* word = getenv(outer_variable);
  if (word == nullptr) return {};
  const auto number = can_load_libraries() ? base::parse_unsigned(word) : std::nullopt;
  (void)unsetenv(outer_variable);
  if (!number || *number < 3 || *number > 65536) return {};
  // Above the numbers that an executed program is given its descriptors under.
  const Fd inherited(static_cast<int>(*number));
  return Fd(fcntl(inherited.get(), F_DUPFD_CLOEXEC, 10));
}

}  // namespace

bool can_load_libraries() { return skiff_inner_begin == nullptr; }

const Fd& outer_program() {
  static const Fd program = take_outer_program();
  return program;
}

Result<void> be_able_to_load_libraries() {
  if (can_load_libraries()) return {};
  TRY_ASSIGN(std::string text, read_kernel_file("/proc/self/cmdline"));
  std::vector<char*> words;
  for (std::size_t at = 0; at < text.size(); at += std::char_traits<char>::length(&text[at]) + 1) words.push_back(&text[at]);
  words.push_back(nullptr);
  // Handed on to the inner form.
  const int outer = open("/proc/self/exe", O_PATH);
  if (outer < 0) return fail_errno(errno, "cannot open /proc/self/exe");
  const auto inner = inner_program();
  int error = inner ? 0 : inner.error().errno_value();
  if (inner) {
    const std::string number = std::to_string(outer);
    (void)setenv(outer_variable, number.c_str(), 1);
    syscall(SYS_execveat, inner->get(), "", words.data(), environ, AT_EMPTY_PATH);
    error = errno;
    (void)unsetenv(outer_variable);
  }
  (void)close(outer);
  Error failure(base::kind_of_errno(error), "cannot load libraries: the program that can is executed from memory", error);
  if (error == EACCES || error == EPERM)
    failure.with_hint("the sysctl vm.memfd_noexec forbids that here; skiff built with -Dstatic=disabled does without");
  return std::unexpected(std::move(failure));
}

}  // namespace skiff::sys
