// What the outer form of the program (sys/program.hpp) has in place of functions of the C library that load libraries, which a
// static program can do only with the very C library that it was linked with. The linker puts these in their places (--wrap).
#include <cerrno>

struct passwd;

extern "C" {

void* __wrap_dlopen(const char*, int) { return nullptr; }
void* __wrap_dlsym(void*, const char*) { return nullptr; }
char* __wrap_dlerror() { return const_cast<char*>("the static form of this program loads no libraries"); }
/// sys/account.cpp asks in other ways.
int __wrap_getpwuid_r(unsigned, passwd*, char*, unsigned long, passwd** found) {
  *found = nullptr;
  return ENOENT;
}

}
