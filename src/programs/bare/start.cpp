#include <cstddef>

#include "kernel.hpp"

// The kernel leaves argc, argv and envp on the stack; nothing else has to be set up: there are no constructors, no
// thread storage and no relocations.
#if defined(__x86_64__)
asm(R"(
  .globl _start
  .type _start, @function
_start:
  xor %ebp, %ebp
  mov %rsp, %rdi
  and $-16, %rsp
  call bare_start
  hlt
)");
#elif defined(__aarch64__)
asm(R"(
  .globl _start
  .type _start, %function
_start:
  mov x29, #0
  mov x30, #0
  mov x0, sp
  and sp, x0, #-16
  bl bare_start
)");
#endif

extern "C" {

[[noreturn, gnu::used]] void bare_start(long* stack) {
  const int count = static_cast<int>(stack[0]);
  char** arguments = reinterpret_cast<char**>(stack + 1);
  skiff::bare::leave(program(count, arguments, arguments + count + 1));
}

// The compiler calls these four by name whatever the flags.
void* memcpy(void* target, const void* source, std::size_t size) {
  char* to = static_cast<char*>(target);
  const char* from = static_cast<const char*>(source);
  for (std::size_t i = 0; i < size; ++i) to[i] = from[i];
  return target;
}

void* memmove(void* target, const void* source, std::size_t size) {
  char* to = static_cast<char*>(target);
  const char* from = static_cast<const char*>(source);
  if (to < from) {
    for (std::size_t i = 0; i < size; ++i) to[i] = from[i];
  } else {
    for (std::size_t i = size; i-- > 0;) to[i] = from[i];
  }
  return target;
}

void* memset(void* target, int value, std::size_t size) {
  char* to = static_cast<char*>(target);
  for (std::size_t i = 0; i < size; ++i) to[i] = static_cast<char>(value);
  return target;
}

int memcmp(const void* first, const void* second, std::size_t size) {
  const unsigned char* a = static_cast<const unsigned char*>(first);
  const unsigned char* b = static_cast<const unsigned char*>(second);
  for (std::size_t i = 0; i < size; ++i) {
    if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
  }
  return 0;
}

std::size_t strlen(const char* text) {
  std::size_t size = 0;
  while (text[size] != '\0') ++size;
  return size;
}

void* memchr(const void* text, int wanted, std::size_t size) {
  const unsigned char* from = static_cast<const unsigned char*>(text);
  for (std::size_t i = 0; i < size; ++i) {
    if (from[i] == static_cast<unsigned char>(wanted)) return const_cast<unsigned char*>(from + i);
  }
  return nullptr;
}

}  // extern "C"
